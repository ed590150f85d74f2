const LANGUAGE_TAG = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/

/** A language tag that programs can be told; undefined where what somebody typed into a spreadsheet's column is none. */
export const languageTag = (given: string): string | undefined =>
  LANGUAGE_TAG.test(given) ? given : undefined
