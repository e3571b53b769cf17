/**
 * Imported before effect: keeps its fibers from carrying Node's asynchronous context over each wait, of which there are
 * millions here and none has any. In the machine's own programs it stays.
 *
 * @module
 */
const { getBuiltinModule } = process

process.getBuiltinModule = ((id: string) =>
  id === "node:async_hooks" ? undefined : getBuiltinModule.call(process, id)) as typeof getBuiltinModule
