/** A day and an hour as people say them, such as "Monday 23 November at 10:00". */
export const momentOf = (ms: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  }).format(ms)
