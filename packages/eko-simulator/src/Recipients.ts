/**
 * A customer's recipients: listed, added, and, for DigiKhata, confirmed by an OTP of the recipient's bank.
 *
 * @module
 */
import { DigiKhata, DmtFino, Identifiers as Id, type TransferPolicy } from "@bhejo/core"
import { HashMap, Option, Result, type Schema } from "effect"
import * as Bank from "./Bank.ts"
import * as Consent from "./Consent.ts"
import * as Handler from "./Handler.ts"
import * as Order from "./Order.ts"
import * as Refusal from "./Refusal.ts"
import * as SimulatorState from "./SimulatorState.ts"
import type * as World from "./World.ts"

interface OfCustomer {
  readonly customerId: Id.CustomerId
}

/** The customer that is meant, if the product is theirs to use, or the body that refuses the call. */
const enrolled = (
  { customers }: SimulatorState.SimulatorState,
  product: TransferPolicy.Product,
  customerId: string
): Result.Result<SimulatorState.Customer, Refusal.Body> => {
  const customer = Option.getOrUndefined(HashMap.get(customers, customerId))
  if (customer === undefined) return Result.fail(Refusal.customerUnknown)
  const problem = Order.enrolmentProblem(customer, product)
  return problem === undefined ? Result.succeed(customer) : Result.fail(problem)
}

const recipientsOf = (customer: SimulatorState.Customer, product: TransferPolicy.Product) =>
  customer.recipients.filter((recipient) => recipient.product === product)

/** Eko's way to say that one of its routes to a bank works. */
const pipes = { "3": { pipe: 3, status: 1 } }

const common = (customer: SimulatorState.Customer, recipient: World.Recipient) => ({
  recipient_id: recipient.recipientId,
  recipient_name: recipient.name,
  recipient_mobile: recipient.mobile ?? customer.customerId,
  bank: recipient.bank,
  ifsc: recipient.ifsc,
  account_type: "Bank Account",
  ifsc_status: 1,
  is_verified: 0,
  is_otp_required: "0",
  pipes
})

const items: Readonly<
  Record<
    TransferPolicy.Product,
    (customer: SimulatorState.Customer, recipient: World.Recipient) => Readonly<Record<string, Schema.Json>>
  >
> = {
  "dmt-fino": (customer, recipient) => ({
    ...common(customer, recipient),
    account: recipient.account,
    beneficiary_id: recipient.recipientId,
    bank_recipient_id: recipient.recipientId
  }),
  "ppi-digikhata": (customer, recipient) => ({
    ...common(customer, recipient),
    account: masked(recipient.account),
    channel_absolute: 0,
    available_channel: 0,
    is_self_account: "0",
    channel: 0,
    is_imps_scheduled: 0,
    recipient_id_type: "acc_ifsc",
    imps_inactive_reason: "",
    allowed_channel: 0,
    beneficiary_id: recipient.beneficiaryId === undefined ? null : Number(recipient.beneficiaryId),
    is_rblbc_recipient: 1
  })
}

/** `1234567890657` as `1XXXXXXX90657`. */
const masked = (account: string): string =>
  account.length <= 6 ? account : account.charAt(0) + "X".repeat(account.length - 6) + account.slice(-5)

const list =
  (product: TransferPolicy.Product) =>
  ({ customerId }: OfCustomer, { state }: Handler.Call): Handler.Reply =>
    Handler.refuse(
      Result.match(enrolled(state, product, customerId), {
        onFailure: (body) => body,
        onSuccess: (customer): Refusal.Body => {
          const recipients = recipientsOf(customer, product)
          if (recipients.length === 0) {
            return { status: 0, response_status_id: -1, message: "No recepients found", response_type_id: 22 }
          }
          return {
            status: 0,
            response_status_id: 0,
            message: "Success",
            response_type_id: 23,
            data: {
              pan_required: 2,
              recipient_list: recipients.map((recipient) => items[product](customer, recipient)),
              remaining_limit_before_pan_required: 50_000,
              ...(product === "ppi-digikhata" ? { is_insured: "" } : {})
            }
          }
        }
      })
    )

/** Where the numbers start that Eko gives to recipients, as its examples have them. */
const firstRecipientIds: Readonly<Record<TransferPolicy.Product, number>> = {
  "dmt-fino": 117_015_428,
  "ppi-digikhata": 10_017_740
}
const firstBeneficiaryId = 4_202_888

/** The first number from a start on that nobody has. */
const unused = (first: number, isUsed: (number: number) => boolean): number => {
  let number = first
  while (isUsed(number)) number++
  return number
}

const allRecipients = ({ customers }: SimulatorState.SimulatorState): ReadonlyArray<World.Recipient> =>
  HashMap.toValues(customers).flatMap(({ recipients }) => recipients)

const defaultMaxRecipients = 100

interface Wanted {
  readonly name: string
  readonly mobile: Id.CustomerId
  readonly account: string
  readonly ifsc: string
  readonly bank: Bank.Bank
}

const add = (
  product: TransferPolicy.Product,
  customerId: Id.CustomerId,
  { name, mobile, account, ifsc, bank }: Wanted,
  { state }: Handler.Call
): Handler.Reply =>
  Result.match(enrolled(state, product, customerId), {
    onFailure: Handler.refuse,
    onSuccess: (customer): Handler.Reply => {
      const recipients = recipientsOf(customer, product)
      if (recipients.some((known) => known.account === account && known.ifsc === ifsc)) {
        return Handler.refuse(Refusal.recipientRegisteredAlready)
      }
      if (recipients.length >= (state.world.maxRecipients ?? defaultMaxRecipients)) {
        return Handler.refuse(Refusal.tooManyRecipients)
      }
      if (Order.conditionOf(state, account) === "invalid") return Handler.refuse(Refusal.accountInvalid)
      const used = new Set<number>(allRecipients(state).map(({ recipientId }) => recipientId))
      const recipient: World.Recipient = {
        product,
        recipientId: Id.RecipientId.make(unused(firstRecipientIds[product], (number) => used.has(number))),
        name,
        account,
        ifsc,
        bank: bank.name,
        mobile,
        ...(product === "ppi-digikhata" ? { isConfirmed: false } : {})
      }
      return {
        events: [{ _tag: "RecipientAdded", customerId, recipient }],
        body: {
          status: 0,
          response_status_id: 0,
          message: "Success!Please transact using Recipientid",
          response_type_id: 43,
          data: {
            recipient_id: recipient.recipientId,
            customer_id: customerId,
            recipient_mobile: mobile,
            initiator_id: state.world.initiatorId,
            pipes: {},
            ...(product === "dmt-fino" ? { otp_ref_id: "" } : { recipient_id_type: "" })
          }
        }
      }
    }
  })

interface NewRecipient extends OfCustomer {
  readonly recipientName: Id.PersonName
  readonly recipientMobile: Id.CustomerId
  readonly account: Id.AccountNumber
}

export const listDmtFino = Handler.make(DmtFino.getRecipients, list("dmt-fino"))
export const listDigiKhata = Handler.make(DigiKhata.getRecipients, list("ppi-digikhata"))

export const addDmtFino = Handler.make(
  DmtFino.addRecipient,
  ({ customerId, recipientName, recipientMobile, account, ifsc }: NewRecipient & { readonly ifsc: Id.Ifsc }, call) => {
    const bank = SimulatorState.bankOf(call.state, ifsc)
    if (bank === undefined) return Handler.refuse(Refusal.ifscUnknown)
    return add("dmt-fino", customerId, { name: recipientName, mobile: recipientMobile, account, ifsc, bank }, call)
  }
)

export const addDigiKhata = Handler.make(
  DigiKhata.addRecipient,
  (
    {
      customerId,
      recipientName,
      recipientMobile,
      account,
      bankId,
      bankCode: ifsc
    }: NewRecipient & { readonly bankId: number; readonly bankCode: Id.Ifsc },
    call
  ) => {
    const bank = (call.state.world.banks ?? Bank.documented).find((known) => known.bankId === bankId)
    if (bank === undefined) return Handler.refuse(Refusal.bankUnknown)
    if (bank.code !== Bank.codeOf(ifsc)) return Handler.refuse(Refusal.ifscUnknown)
    return add("ppi-digikhata", customerId, { name: recipientName, mobile: recipientMobile, account, ifsc, bank }, call)
  }
)

interface OfRecipient extends OfCustomer {
  readonly recipientId: Id.RecipientId
}

export const recipientBankOtp = Handler.make(
  DigiKhata.recipientBankOtp,
  ({ customerId, recipientId }: OfRecipient, call): Handler.Reply =>
    Result.match(enrolled(call.state, "ppi-digikhata", customerId), {
      onFailure: Handler.refuse,
      onSuccess: (customer): Handler.Reply => {
        const recipient = recipientsOf(customer, "ppi-digikhata").find((known) => known.recipientId === recipientId)
        if (recipient === undefined) return Handler.refuse(Refusal.recipientNotRegistered)
        const used = new Set(allRecipients(call.state).map((known) => known.beneficiaryId))
        const beneficiaryId =
          recipient.beneficiaryId ??
          Id.BeneficiaryId.make(
            String(unused(firstBeneficiaryId, (number) => used.has(Id.BeneficiaryId.make(String(number)))))
          )
        const sentBefore = HashMap.size(call.state.consents)
        const reference = `${customerId}~${customerId}~Channel4~${beneficiaryId}~${beneficiaryId}`
        // The form of the example names no number, so only a repetition gets one.
        const otpRefId = HashMap.has(call.state.consents, reference) ? `${reference}~${sentBefore}` : reference
        const sent = Consent.send("recipient", customerId, String(recipientId), call, otpRefId)
        return {
          events: [{ _tag: "BeneficiaryAdded", customerId, recipientId, beneficiaryId }, sent],
          body: {
            response_status_id: 0,
            data: {
              beneficiary_id: beneficiaryId,
              recipient_name: recipient.name,
              ifsc: "",
              account: "",
              otp_ref_id: sent.otpRefId,
              recipient_id: ""
            },
            response_type_id: 1741,
            message: "Beneficiary added",
            status: 0
          }
        }
      }
    })
)

export const validateRecipientOtp = Handler.make(
  DigiKhata.validateRecipientOtp,
  ({ customerId, ...typed }: OfCustomer & Consent.Typed, { state, timeMillis }): Handler.Reply =>
    Result.match(enrolled(state, "ppi-digikhata", customerId), {
      onFailure: Handler.refuse,
      onSuccess: (): Handler.Reply => {
        const consent = Consent.given(state, "recipient", { customerId }, typed, timeMillis)
        if (typeof consent === "string") return Handler.refuse(Consent.notValidated(consent))
        return {
          events: [
            { _tag: "ConsentGiven", otpRefId: consent.otpRefId },
            {
              _tag: "RecipientConfirmed",
              customerId,
              recipientId: Id.RecipientId.make(Number(consent.subject))
            }
          ],
          body: {
            response_status_id: 0,
            data: { application_id: "" },
            response_type_id: 2131,
            message: "Validate OTP",
            status: 2131
          }
        }
      }
    })
)
