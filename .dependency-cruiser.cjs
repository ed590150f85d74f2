/** Which way imports point: see ARCHITECTURE.md. */
const no = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    no(
      'no-cycles',
      'The import graph has no cycles.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    no(
      'client-not-server',
      'Client and server meet only in shared.',
      { path: '^client' },
      { path: '^server' },
    ),
    no(
      'server-not-client',
      'Client and server meet only in shared.',
      { path: '^server' },
      { path: '^client' },
    ),
    no('shared-alone', 'Shared imports neither side.', { path: '^shared' }, { path: '^(client|server)' }),
    no(
      'model-is-pure',
      'The model knows only itself and valibot.',
      { path: '^shared/model' },
      { pathNot: ['^shared/model', 'node_modules/valibot'] },
    ),
    no(
      'document-on-model',
      'The document knows the model and Yjs.',
      { path: '^shared/document' },
      { path: '^shared/protocol' },
    ),
    no(
      'protocol-on-model',
      'The protocol knows the model.',
      { path: '^shared/protocol' },
      { path: '^shared/document' },
    ),
    no(
      'one-door-to-yjs',
      'Only shared/document, client/sync and server/rooms import Yjs.',
      { path: '^(client|server|shared)', pathNot: '^(shared/document|client/sync|server/rooms)' },
      {
        path: 'node_modules/(yjs|lib0|y-protocols|y-websocket|y-indexeddb)/',
        dependencyTypesNot: ['type-only'],
      },
    ),
    no(
      'no-sibling-features',
      'Features meet only in client/app.',
      { path: '^client/features/([^/]+)/' },
      { path: '^client/features/', pathNot: '^client/features/$1/' },
    ),
    no(
      'features-not-app',
      'The app knows the features, not the other way round.',
      { path: '^client/(features|sync|store|ui|i18n)' },
      { path: '^client/app' },
    ),
    no(
      'ui-alone',
      'Buttons and dialogues never heard of a board.',
      { path: '^client/ui' },
      { path: '^(shared|client/(features|sync|store|app|i18n))' },
    ),
    no(
      'store-on-model',
      'Tab state knows the model only.',
      { path: '^client/store' },
      { path: '^(client/(features|sync|ui|app)|shared/(document|protocol))' },
    ),
    no(
      'exports-on-findings',
      'Exports are projections of the findings.',
      { path: '^server/exports' },
      { path: '^server/(rooms|storage|ws|boards)' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'default'] },
  },
}
