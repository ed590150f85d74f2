/** English stands in the components; translations will be catalogues beside i18n.ts. */
export default {
  sourceLocale: 'en-GB',
  locales: ['en-GB'],
  catalogs: [{ path: '<rootDir>/client/i18n/locales/{locale}', include: ['<rootDir>/client'] }],
}
