import type { ReactNode } from 'react'
import { Button as AriaButton, Link as AriaLink, type ButtonProps } from 'react-aria-components'
import styles from './Button.module.css'

type Look = {
  readonly look?: 'main' | 'quiet' | 'plain' | 'danger'
  readonly size?: 'usual' | 'small'
  readonly wide?: boolean
}

const classesOf = ({ look = 'main', size = 'usual', wide = false }: Look, isIcon: boolean) =>
  [
    styles['button'],
    look === 'main' ? '' : styles[look],
    size === 'small' ? styles['small'] : '',
    isIcon ? styles['icon'] : '',
    wide ? styles['wide'] : '',
  ]
    .filter(Boolean)
    .join(' ')

/** A button. `main` for the one thing to do next, `quiet` for others, `plain` where edges would be noise. */
export function Button({ look, size, wide, ...props }: Omit<ButtonProps, 'className'> & Look) {
  return (
    <AriaButton
      {...props}
      className={classesOf({ ...(look && { look }), ...(size && { size }), ...(wide && { wide }) }, false)}
    />
  )
}

/** A button that shows a sign only; its name is for those who hear the page, and its tooltip for all. */
export function IconButton({
  name,
  icon,
  look = 'plain',
  size,
  ...props
}: Omit<ButtonProps, 'className' | 'children' | 'aria-label'> &
  Look & { readonly name: string; readonly icon: ReactNode }) {
  return (
    <AriaButton {...props} aria-label={name} className={classesOf({ look, ...(size && { size }) }, true)}>
      <span title={name} style={{ display: 'grid' }}>
        {icon}
      </span>
    </AriaButton>
  )
}

/** A link that looks like a button: for going somewhere. */
export function ButtonLink({
  href,
  children,
  look,
  size,
  wide,
  download,
}: Look & { readonly href: string; readonly children: ReactNode; readonly download?: string }) {
  return (
    <AriaLink
      href={href}
      {...(download === undefined ? {} : { download })}
      className={classesOf({ ...(look && { look }), ...(size && { size }), ...(wide && { wide }) }, false)}
    >
      {children}
    </AriaLink>
  )
}
