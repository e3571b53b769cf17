/**
 * A stateful Eko for development and tests: a pure function of state, request, time and chance, with Hono as its shell.
 *
 * @module
 */
export * as Answer from "./Answer.ts"
export * as App from "./App.ts"
export * as Bank from "./Bank.ts"
export * as Callback from "./Callback.ts"
export * as Charges from "./Charges.ts"
export * as Configuration from "./Configuration.ts"
export * as Control from "./Control.ts"
export * as Eko from "./Eko.ts"
export * as EkoSimulator from "./EkoSimulator.ts"
export * as Engine from "./Engine.ts"
export * as Evolution from "./Evolution.ts"
export * as Fault from "./Fault.ts"
export * as FaultSeed from "./FaultSeed.ts"
export * as Ledger from "./Ledger.ts"
export * as SimulatorEvent from "./SimulatorEvent.ts"
export * as SimulatorState from "./SimulatorState.ts"
export * as StateFile from "./StateFile.ts"
export * as TransactionStatus from "./TransactionStatus.ts"
export * as World from "./World.ts"
