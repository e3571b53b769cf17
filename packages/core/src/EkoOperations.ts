/**
 * Every operation of Eko that we know: the one list from which the client, the simulator and the documentation derive.
 *
 * @module
 */
import * as DigiKhata from "./DigiKhata.ts"
import * as DigiKhataOnboarding from "./DigiKhataOnboarding.ts"
import * as DmtFino from "./DmtFino.ts"
import type { EkoOperation } from "./EkoOperation.ts"
import * as Refund from "./Refund.ts"
import * as TransactionInquiry from "./TransactionInquiry.ts"
import * as WalletBalance from "./WalletBalance.ts"

/** In the order in which a team meets them. */
export const all = [
  DmtFino.getSender,
  DmtFino.onboardSender,
  DmtFino.senderEkyc,
  DmtFino.validateEkycOtp,
  DmtFino.getRecipients,
  DmtFino.addRecipient,
  DmtFino.sendOtp,
  DmtFino.initiate,
  DigiKhataOnboarding.getSender,
  DigiKhataOnboarding.onboardSender,
  DigiKhataOnboarding.generateSenderOtp,
  DigiKhataOnboarding.verifyOtp,
  DigiKhataOnboarding.consentLanguages,
  DigiKhataOnboarding.consentDetails,
  DigiKhataOnboarding.generateAadhaarOtp,
  DigiKhataOnboarding.verifyAadhaarOtp,
  DigiKhataOnboarding.validatePan,
  DigiKhata.loadWallet,
  DigiKhata.getRecipients,
  DigiKhata.addRecipient,
  DigiKhata.recipientBankOtp,
  DigiKhata.validateRecipientOtp,
  DigiKhata.sendOtp,
  DigiKhata.initiate,
  TransactionInquiry.inquire,
  Refund.sendOtp,
  Refund.initiate,
  Refund.pending,
  WalletBalance.getBalance
] as const

/** Any one of them, where its input does not matter. */
export type AnyOperation = (typeof all)[number]

/** The names, each once. */
export type Name = AnyOperation["name"]

/** What is common to all of them. */
export type Declaration = Pick<
  EkoOperation<never, unknown, unknown, "money" | "nothing">,
  "name" | "moves" | "repeats" | "decides" | "successes" | "rejections" | "method" | "path"
>

/** The declarations without what depends on an input. */
export const declarations: ReadonlyArray<Declaration> = all
