import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import {
  Checkbox,
  FieldError,
  Input,
  Label,
  Radio,
  RadioGroup,
  Text,
  TextArea,
  TextField as AriaTextField,
} from 'react-aria-components'
import styles from './Field.module.css'

type TextFieldProps = {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** A sentence that says what is wrong and what to do; shown and tied to the field. */
  readonly fault?: string | undefined
  /** More than one makes a text area. */
  readonly rows?: number
  readonly maxLength?: number
  readonly isRequired?: boolean
  readonly isDisabled?: boolean
  readonly autoFocus?: boolean
  readonly type?: 'text' | 'search' | 'number' | 'date'
  readonly inputMode?: 'numeric' | 'text'
  readonly autoComplete?: string
  readonly placeholder?: string
  readonly onBlur?: () => void
  /** The label is for those who hear the page only. */
  readonly isLabelHidden?: boolean
  readonly dir?: 'auto'
}

/** A field of words with its label, hint and fault. */
export function TextField({
  label,
  hint,
  value,
  onChange,
  fault,
  rows = 1,
  maxLength,
  isRequired,
  isDisabled,
  autoFocus,
  type = 'text',
  inputMode,
  autoComplete,
  placeholder,
  onBlur,
  isLabelHidden = false,
  dir = 'auto',
}: TextFieldProps) {
  return (
    <AriaTextField
      className={styles['field'] ?? ''}
      value={value}
      onChange={onChange}
      isInvalid={fault !== undefined}
      type={type}
      {...(isRequired === undefined ? {} : { isRequired })}
      {...(isDisabled === undefined ? {} : { isDisabled })}
      {...(maxLength === undefined ? {} : { maxLength })}
      {...(inputMode === undefined ? {} : { inputMode })}
      {...(autoComplete === undefined ? {} : { autoComplete })}
      {...(onBlur === undefined ? {} : { onBlur })}

      {...(autoFocus === undefined ? {} : { autoFocus })}
      validationBehavior="aria"
    >
      <Label className={isLabelHidden ? 'visually-hidden' : (styles['label'] ?? '')}>{label}</Label>
      {hint && (
        <Text slot="description" className={styles['hint'] ?? ''}>
          {hint}
        </Text>
      )}
      {rows > 1 ? (
        <TextArea
          className={styles['input'] ?? ''}
          rows={rows}
          dir={dir}
          {...(placeholder === undefined ? {} : { placeholder })}
        />
      ) : (
        <Input
          className={styles['input'] ?? ''}
          dir={dir}
          {...(placeholder === undefined ? {} : { placeholder })}
        />
      )}
      <FieldError className={styles['fault'] ?? ''}>{fault}</FieldError>
    </AriaTextField>
  )
}

type Segment<V extends string> = {
  readonly value: V
  readonly label: string
  readonly tint?: 'heard' | 'own' | 'vote'
}

/** One of a few, all in sight. */
export function Segments<V extends string>({
  label,
  value,
  onChange,
  options,
  apart,
  isLabelHidden = false,
  isDisabled = false,
}: {
  readonly label: string
  readonly value: V | undefined
  readonly onChange: (value: V) => void
  readonly options: readonly Segment<V>[]
  /** A choice that is no step among the others, and stands beside them. */
  readonly apart?: Segment<V>
  readonly isLabelHidden?: boolean
  readonly isDisabled?: boolean
}) {
  const draw = (option: Segment<V>, place: string | undefined) => (
    <Radio
      key={option.value}
      value={option.value}
      className={`${place} ${option.tint ? styles[option.tint] : ''}`}
    >
      {option.label}
    </Radio>
  )
  return (
    <RadioGroup
      className={styles['field'] ?? ''}
      orientation="horizontal"
      value={value ?? null}
      isDisabled={isDisabled}
      onChange={(next) => {
        onChange(next as V)
      }}
    >
      <Label className={isLabelHidden ? 'visually-hidden' : (styles['label'] ?? '')}>{label}</Label>
      <div className={styles['choices']}>
        <div className={styles['segments']}>{options.map((option) => draw(option, styles['segment']))}</div>
        {apart && draw(apart, styles['apart'])}
      </div>
    </RadioGroup>
  )
}

/** Yes or not yes. */
export function CheckField({
  label,
  isSelected,
  onChange,
  isDisabled = false,
}: {
  readonly label: ReactNode
  readonly isSelected: boolean
  readonly onChange: (isSelected: boolean) => void
  readonly isDisabled?: boolean
}) {
  return (
    <Checkbox
      className={styles['check'] ?? ''}
      isSelected={isSelected}
      onChange={onChange}
      isDisabled={isDisabled}
    >
      <span className={styles['box']}>{isSelected && <Check size={18} strokeWidth={3} aria-hidden />}</span>
      <span>{label}</span>
    </Checkbox>
  )
}
