/**
 * Domestic money transfers over Eko that never move a rupee twice: signing, schemas and the state machine.
 *
 * Each module is one concept; import it by name from here, or alone from `@bhejo/core/<Module>`.
 *
 * @module
 */
export * as Attempt from "./Attempt.ts"
export * as ClientRefId from "./ClientRefId.ts"
export * as DebitOperation from "./DebitOperation.ts"
export * as DigiKhata from "./DigiKhata.ts"
export * as DmtFino from "./DmtFino.ts"
export * as EkoAnswer from "./EkoAnswer.ts"
export * as EkoClient from "./EkoClient.ts"
export * as EkoOperation from "./EkoOperation.ts"
export * as EkoTransport from "./EkoTransport.ts"
export * as Envelope from "./Envelope.ts"
export * as Evidence from "./Evidence.ts"
export * as Identifiers from "./Identifiers.ts"
export * as Money from "./Money.ts"
export * as OtpSent from "./OtpSent.ts"
export * as ProductOperations from "./ProductOperations.ts"
export * as QueryOperation from "./QueryOperation.ts"
export * as Rejection from "./Rejection.ts"
export * as Signing from "./Signing.ts"
export * as SigningTimestamps from "./SigningTimestamps.ts"
export * as TransactionFacts from "./TransactionFacts.ts"
export * as TransactionInquiry from "./TransactionInquiry.ts"
export * as Transfer from "./Transfer.ts"
export * as TransferError from "./TransferError.ts"
export * as TransferEvent from "./TransferEvent.ts"
export * as TransferFailure from "./TransferFailure.ts"
export * as TransferPolicy from "./TransferPolicy.ts"
export * as TransferState from "./TransferState.ts"
export * as TransferStep from "./TransferStep.ts"
export * as TransferStore from "./TransferStore.ts"
export * as TransferStoreMemory from "./TransferStoreMemory.ts"
export * as Transfers from "./Transfers.ts"
export * as TxStatus from "./TxStatus.ts"
