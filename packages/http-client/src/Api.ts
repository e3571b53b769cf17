/**
 * Generated from docs/openapi.json by openapi-typescript: `pnpm --filter @bhejo/http-client generate`; a test keeps it
 * current.
 *
 * @module
 */
export interface paths {
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process lives. */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether requests should come here: PostgreSQL answers, is migrated, and the process is not ending. */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your transfers, page by page.
         * @description The newest first, made at createdFrom or later and before createdBefore. A walk from page to page gives what was there when its first page was read, each once, whatever arrives meanwhile; with newer, a later walk goes through what has arrived since, and misses nothing. A state is that of now, so what changes its state on the way can be missed where states are asked for.
         */
        get: operations["listTransfers"];
        put?: never;
        /**
         * Ask for a transfer; Eko sends the customer an OTP.
         * @description The amount is in whole rupees (a multiple of 100 paise) and within the limits that the service sets for the product. The same Idempotency-Key with the same terms is the same transfer, for ever. A reference names one transfer of the team: a second create with it, under whichever key, is refused with the id of the first.
         */
        post: operations["createTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look a transfer up. */
        get: operations["getTransfer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}/otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have Eko send the customer a new OTP.
         * @description The OTP that was sent before is of no use any more. How many are sent in a while is limited, for the transfer and for its customer.
         */
        post: operations["resendTransferOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm with the customer's OTP: the money moves.
         * @description Succeeds with the transfer whatever Eko answered: look at its state. A wrong OTP is an answer, too: the next OTP needs a new Idempotency-Key. dmt-fino needs latlong.
         */
        post: operations["confirmTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a transfer that was not confirmed. */
        post: operations["cancelTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a transfer's journal, or follow it.
         * @description With the header Accept: text/event-stream it is followed: each event as it is committed, with its version as id. A stream ends after a while; go on with the last id that you have, in the header Last-Event-ID, as browsers do by themselves. Nothing is told twice that way, and nothing is missed.
         */
        get: operations["listTransferEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}/refund/otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have Eko send the customer the OTP that consents to the refund. */
        post: operations["sendRefundOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/{id}/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give the money back into the agent's wallet, with the customer's OTP and who handed the cash back, and when.
         * @description Submitting the OTP certifies to Eko that the customer was handed the cash back. Where Eko's answer is lost the transfer is refunding until Eko says that the refund is done.
         */
        post: operations["refundTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dmt-fino/senders/{customerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look a sender up: registered, or how far the registration is. */
        get: operations["getDmtFinoSender"];
        put?: never;
        /** Make a customer known to Eko; the eKYC is next. */
        post: operations["onboardDmtFinoSender"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dmt-fino/senders/{customerId}/ekyc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** End a sender's eKYC with the OTP. */
        put: operations["endDmtFinoEkyc"];
        /** Begin a sender's eKYC with the captured fingerprint; Eko sends the customer the OTP that ends it. */
        post: operations["beginDmtFinoEkyc"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dmt-fino/senders/{customerId}/recipients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a sender's recipients. */
        get: operations["listDmtFinoRecipients"];
        put?: never;
        /** Add a recipient's bank account to a sender. */
        post: operations["addDmtFinoRecipient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ppi-digikhata/senders/{customerId}/lookup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look a sender up, which sends the customer an OTP each time. */
        post: operations["lookUpDigiKhataSender"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ppi-digikhata/senders/{customerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a customer known to DigiKhata; the mobile number's OTP is sent. */
        post: operations["onboardDigiKhataSender"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ppi-digikhata/senders/{customerId}/otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send the customer another OTP for the mobile number. */
        post: operations["sendDigiKhataOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ppi-digikhata/senders/{customerId}/otp/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verify the mobile number's OTP: the sender is complete, or Aadhaar is next. */
        post: operations["verifyDigiKhataOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ppi-digikhata/senders/{customerId}/aadhaar/consent/languages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the languages in which the customer can read the Aadhaar consent. */
        get: operations["listAadhaarConsentLanguages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ppi-digikhata/senders/{customerId}/aadhaar/consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the words to which the customer consents, in one language. */
        get: operations["getAadhaarConsent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ppi-digikhata/senders/{customerId}/aadhaar/otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send an OTP to the mobile number that Aadhaar holds for the customer. */
        post: operations["sendAadhaarOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ppi-digikhata/senders/{customerId}/aadhaar/otp/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verify Aadhaar's OTP; the PAN is next. */
        post: operations["verifyAadhaarOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ppi-digikhata/senders/{customerId}/pan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Validate the customer's PAN, which completes the wallet. */
        post: operations["validatePan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ppi-digikhata/senders/{customerId}/recipients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a sender's recipients. */
        get: operations["listDigiKhataRecipients"];
        put?: never;
        /** Add a recipient to a sender; its bank account is confirmed by an OTP of its own. */
        post: operations["addDigiKhataRecipient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ppi-digikhata/senders/{customerId}/recipients/{recipientId}/otp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add the recipient's bank account to the wallet; the customer is sent the OTP that confirms it. */
        post: operations["sendRecipientOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ppi-digikhata/senders/{customerId}/recipients/otp/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verify the OTP of a recipient's bank account; its reference says whose. */
        post: operations["verifyRecipientOtp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ppi-digikhata/loads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your wallet loads, page by page.
         * @description The newest first, made at createdFrom or later and before createdBefore. A walk from page to page gives what was there when its first page was read, each once, whatever arrives meanwhile; with newer, a later walk goes through what has arrived since, and misses nothing. A state is that of now, so what changes its state on the way can be missed where states are asked for.
         */
        get: operations["listWalletLoads"];
        put?: never;
        /**
         * Move money from the agent's wallet into the customer's, once for each Idempotency-Key.
         * @description The same Idempotency-Key with the same terms is the same load, for ever. A reference names one load of the team: a second one with it, under whichever key, is refused with the id of the first.
         */
        post: operations["createWalletLoad"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ppi-digikhata/loads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look a wallet load up. */
        get: operations["getWalletLoad"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ppi-digikhata/loads/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a wallet load's journal, or follow it.
         * @description With the header Accept: text/event-stream it is followed: each event as it is committed, with its version as id. A stream ends after a while; go on with the last id that you have, in the header Last-Event-ID, as browsers do by themselves. Nothing is told twice that way, and nothing is missed.
         */
        get: operations["listWalletLoadEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/wallet/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ask Eko what is in our wallet. */
        get: operations["getWalletBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List your webhook endpoints. */
        get: operations["listWebhookEndpoints"];
        put?: never;
        /**
         * Have changes told to an address of your own, from now on.
         * @description The answer shows the secret that its messages are signed with, once. Lost it? Have another one made. Addresses that are not public are refused, at each delivery too.
         */
        post: operations["createWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look a webhook endpoint up, and how it fares. */
        get: operations["getWebhookEndpoint"];
        /**
         * Replace what a webhook endpoint is; enable one that is disabled.
         * @description What a disabled endpoint was to be told is kept for three days, and told in its order once it is enabled.
         */
        put: operations["updateWebhookEndpoint"];
        post?: never;
        /** Remove a webhook endpoint, with its secrets and what it was still to be told. */
        delete: operations["deleteWebhookEndpoint"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a new secret made for a webhook endpoint.
         * @description Until the overlap is over, a day unless you say otherwise, messages carry a signature by each of the two secrets. Say 0 where the earlier one is in wrong hands.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what was tried to be delivered to a webhook endpoint in the last 30 days, latest first. */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/deliveries/{deliveryId}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message once more, whether it was delivered or not.
         * @description It comes out of turn, with the webhook-id that it had.
         */
        post: operations["redeliverWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send each message once more that was given up since an instant, at most 1000 of them. */
        post: operations["redeliverWebhooksGivenUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/drift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List where Eko's answers differ from what is documented, what was seen last first. */
        get: operations["listDrift"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far Eko's clock is from this process's, and what is added before a request is signed. */
        get: operations["getClockOffset"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/transfers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at any team's transfer, with its journal. */
        get: operations["getAnyTransfer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/transfers/{id}/resolution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record what a named person found out about an attempt, on which evidence.
         * @description "moved" needs Eko's tid or the bank's reference. "not_moved" needs the reference of Eko's ticket; it is refused before the attempt's settlement window has passed, and against any sign of movement when Eko is asked once more. Where two people are needed, the first one's finding is recorded and refused with second-person-needed; it stands once another operator has sent the same finding with a key of their own.
         */
        post: operations["resolveTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/transfers/{id}/unblock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a blocked transfer go on, once Eko says of each of its closed attempts that nothing moved.
         * @description Every closed attempt is inquired afresh. Where Eko does not find one, or still says of a refund that the money waits, this is refused before the attempt's settlement window has passed. Where two people are needed, another operator sends the same with a key of their own.
         */
        post: operations["unblockTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/loads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at any team's wallet load, with its journal. */
        get: operations["getAnyWalletLoad"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operator/loads/{id}/resolution": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record what a named person found out about a wallet load's attempt, on which evidence. */
        post: operations["resolveWalletLoad"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/eko/callback/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Where Eko reports a change; the transaction is inquired, and what the report says moves nothing. */
        post: operations["receiveEkoCallback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "transfer.state_changed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A transfer's state has changed.
         * @description Each change is told at least once to each of the team's endpoints, and those of one transfer in their order: the next one is sent when the one before was taken, or was tried for three days in vain. Take a message once by its webhook-id, and answer 2xx within 15 seconds.
         */
        post: operations["onTransferStateChanged"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "wallet_load.state_changed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A DigiKhata wallet load's state has changed.
         * @description Told as a transfer's changes are.
         */
        post: operations["onWalletLoadStateChanged"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook_endpoint.disabled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Another endpoint of the team was disabled, because it failed for too long or said that it is gone.
         * @description It goes to the team's other endpoints. What the disabled one was to be told is kept for three days, and told when it is enabled.
         */
        post: operations["onWebhookEndpointDisabled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        FieldError: {
            /** @description The field by its JSON Pointer (RFC 6901); empty for the whole body. */
            pointer: string;
            detail: string;
        } & {
            [key: string]: unknown;
        };
        Problem: {
            /**
             * @description The kind of problem, by the address of the page about it.
             * @enum {string}
             */
            type: "/problems/callback-unreadable" | "/problems/idempotency-key-missing" | "/problems/malformed-body" | "/problems/malformed-json" | "/problems/malformed-request" | "/problems/unauthenticated" | "/problems/forbidden" | "/problems/customer-not-enrolled" | "/problems/not-found" | "/problems/recipient-not-registered" | "/problems/transaction-not-found" | "/problems/method-not-allowed" | "/problems/request-timeout" | "/problems/already-verified" | "/problems/beneficiary-limit-exhausted" | "/problems/conflict" | "/problems/existing-bank-relationship" | "/problems/idempotency-key-in-use" | "/problems/insufficient-balance" | "/problems/monthly-limit-exhausted" | "/problems/movement-found" | "/problems/otp-expired" | "/problems/otp-send-pending" | "/problems/otp-tries-used-up" | "/problems/recipient-already-registered" | "/problems/reference-taken" | "/problems/resolution-too-early" | "/problems/second-person-needed" | "/problems/too-many-recipients" | "/problems/too-many-webhook-endpoints" | "/problems/transfer-blocked" | "/problems/verification-pending" | "/problems/webhook-endpoint-disabled" | "/problems/webhook-endpoint-exists" | "/problems/wrong-state" | "/problems/body-too-large" | "/problems/unsupported-media-type" | "/problems/account-invalid" | "/problems/agent-invalid" | "/problems/bank-not-supported" | "/problems/declined-by-bank" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/ekyc-failed" | "/problems/idempotency-key-reused" | "/problems/ifsc-invalid" | "/problems/invalid-request" | "/problems/recipient-name-not-found" | "/problems/wrong-otp" | "/problems/otp-limit-reached" | "/problems/too-many-requests" | "/problems/headers-too-large" | "/problems/internal" | "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid" | "/problems/bank-unavailable" | "/problems/eko-unavailable" | "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
            title: string;
            /** Format: int64 */
            status: number;
            detail: string;
            /** @description What can be done. */
            advice: string;
            /** @description This very request; its id is in the header X-Request-Id and in the logs. */
            instance: string;
            /**
             * Format: int64
             * @description When asking again makes sense; the header Retry-After says the same.
             */
            retryAfterSeconds?: number;
            errors?: components["schemas"]["FieldError"][];
            /** @description The transfer that this is about. */
            id?: string;
            /** @description The state that it is in. */
            state?: string;
            transfer?: components["schemas"]["Transfer"];
            /**
             * Format: int64
             * @description How often this OTP can still be tried.
             */
            triesLeft?: number;
            /** @enum {string} */
            limit?: "otp_sends" | "otp_tries";
            /** @enum {string} */
            scope?: "transfer" | "customer";
            /** Format: date-time */
            retryAt?: string;
            /** Format: date-time */
            until?: string;
            txStatus?: string;
            /** @description The reason in Eko's refusal, by our name for it. */
            reason?: string;
            /**
             * Format: int64
             * @description Eko's own code, of refusals that it does not document.
             */
            ekoStatus?: number;
        } & {
            [key: string]: unknown;
        };
        Recipient: {
            /**
             * Format: int64
             * @description Eko's number of the recipient, which a transfer names.
             */
            recipientId: number;
            /** @description DigiKhata's number of the recipient's bank account. */
            beneficiaryId?: string;
            name?: string;
            mobile?: string;
            bank?: string;
            ifsc?: string;
            account?: string;
            accountType?: string;
        } & {
            [key: string]: unknown;
        };
        Transfer: {
            id: string;
            /** @enum {string} */
            state: "requested" | "awaiting_otp" | "debiting" | "in_doubt" | "awaited" | "succeeded" | "refund_pending" | "refunding" | "refunded" | "failed" | "cancelled" | "expired";
            /** @enum {string} */
            product: "dmt-fino" | "ppi-digikhata";
            /** @description The sender's mobile number. */
            customerId: string;
            /** Format: int64 */
            recipientId: number;
            /**
             * Format: int64
             * @description ₹1 is 100 paise.
             */
            amountPaise: number;
            /** @description Eko's code of the agent. */
            userCode: string;
            beneficiaryId?: string;
            /** @description The team's own. */
            reference?: string;
            otp?: {
                maskedMobile: string;
                /** Format: date-time */
                sentAt: string;
                /**
                 * Format: date-time
                 * @description After this the OTP is of no use; have a new one sent.
                 */
                expiresAt: string;
                /** Format: int64 */
                triesLeft: number;
            } & {
                [key: string]: unknown;
            };
            eko?: {
                /** @description Eko's transaction id. */
                tid?: string;
                /** @description Eko's status while the transfer is awaited. */
                txStatus?: string;
                /** @description The bank's reference of the credit (UTR). */
                bankReference?: string;
                /** Format: int64 */
                feePaise?: number;
                /** Format: int64 */
                commissionPaise?: number;
                /**
                 * Format: int64
                 * @description What the agent's wallet holds, where Eko tells it.
                 */
                balancePaise?: number;
                recipientName?: string;
            } & {
                [key: string]: unknown;
            };
            doubt?: {
                /** @enum {string} */
                reason: "unknown_outcome" | "abandoned" | "otp_consumed";
                message: string;
                /**
                 * Format: int64
                 * @description How often Eko was asked since.
                 */
                inquiries: number;
            } & {
                [key: string]: unknown;
            };
            refund?: {
                /**
                 * Format: date-time
                 * @description Since when it waits for the customer.
                 */
                pendingSince?: string;
                otp?: {
                    maskedMobile: string;
                    /** Format: date-time */
                    sentAt: string;
                    /**
                     * Format: date-time
                     * @description After this the OTP is of no use; have a new one sent.
                     */
                    expiresAt: string;
                    /** Format: int64 */
                    triesLeft: number;
                } & {
                    [key: string]: unknown;
                };
                /** @description Who declared that the customer was handed the cash back, and when. */
                cashReturned?: {
                    by: string;
                    /** Format: date-time */
                    at: string;
                } & {
                    [key: string]: unknown;
                };
                doubt?: {
                    /** @enum {string} */
                    reason: "unknown_outcome" | "abandoned" | "otp_consumed";
                    message: string;
                    /**
                     * Format: int64
                     * @description How often Eko was asked since.
                     */
                    inquiries: number;
                } & {
                    [key: string]: unknown;
                };
                /** @description Eko's id of the refund. */
                tid?: string;
                /** Format: int64 */
                refundedPaise?: number;
                /** Format: int64 */
                feePaise?: number;
                /** Format: int64 */
                tdsPaise?: number;
                /** Format: int64 */
                commissionReversePaise?: number;
                /** Format: int64 */
                balancePaise?: number;
            } & {
                [key: string]: unknown;
            };
            failure?: {
                /** @enum {string} */
                reason: "WrongOtp" | "OtpExpired" | "InsufficientBalance" | "MonthlyLimitExhausted" | "BeneficiaryLimitExhausted" | "CustomerNotEnrolled" | "VerificationPending" | "AlreadyVerified" | "RecipientNotRegistered" | "RecipientAlreadyRegistered" | "TooManyRecipients" | "AccountInvalid" | "IfscInvalid" | "BankNotSupported" | "BankUnavailable" | "RecipientNameNotFound" | "AgentInvalid" | "InitiatorInvalid" | "AuthenticationFailed" | "ValidationFailed" | "TransactionNotFound" | "EkycFailed" | "ExistingBankRelationship" | "DeclinedByBank" | "UnlistedRejection" | "FoundUnmoved";
                message: string;
                /** @description What can be done. */
                advice: string;
            } & {
                [key: string]: unknown;
            };
            /** @description There is a sign that money moved: nothing may start until operations have looked. */
            isBlocked?: boolean;
            alarms?: ("credentials_refused" | "refund_status" | "reversed" | "refund_unsettled" | "otp_consumed" | "contradiction" | "closed_attempt_moved_money" | "tid_claimed_twice" | "aged")[];
            /**
             * Format: date-time
             * @description When what was not settled was handed to reconciliation.
             */
            handedOverAt?: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /**
             * Format: int64
             * @description How many entries its journal has.
             */
            version: number;
        } & {
            [key: string]: unknown;
        };
        TransferEvent: ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "transfer_requested";
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            product: "dmt-fino" | "ppi-digikhata";
            /** Format: int64 */
            recipientId: number;
            /** Format: int64 */
            amountPaise: number;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "otp_send_started";
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            send: number;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "otp_send_answered";
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            send: number;
            /** @enum {string} */
            result: "sent" | "refused" | "unresolved";
            /** @enum {string} */
            reason?: "WrongOtp" | "OtpExpired" | "InsufficientBalance" | "MonthlyLimitExhausted" | "BeneficiaryLimitExhausted" | "CustomerNotEnrolled" | "VerificationPending" | "AlreadyVerified" | "RecipientNotRegistered" | "RecipientAlreadyRegistered" | "TooManyRecipients" | "AccountInvalid" | "IfscInvalid" | "BankNotSupported" | "BankUnavailable" | "RecipientNameNotFound" | "AgentInvalid" | "InitiatorInvalid" | "AuthenticationFailed" | "ValidationFailed" | "TransactionNotFound" | "EkycFailed" | "ExistingBankRelationship" | "DeclinedByBank" | "UnlistedRejection";
            cause?: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "debit_started";
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            attempt: number;
            /** @description Our reference to the attempt at Eko. */
            clientRefId: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "debit_answered";
            /** Format: date-time */
            at: string;
            /** @description Our reference to the attempt at Eko. */
            clientRefId: string;
            outcome: string;
            tid?: string;
            txStatus?: string;
            /** @enum {string} */
            reason?: "WrongOtp" | "OtpExpired" | "InsufficientBalance" | "MonthlyLimitExhausted" | "BeneficiaryLimitExhausted" | "CustomerNotEnrolled" | "VerificationPending" | "AlreadyVerified" | "RecipientNotRegistered" | "RecipientAlreadyRegistered" | "TooManyRecipients" | "AccountInvalid" | "IfscInvalid" | "BankNotSupported" | "BankUnavailable" | "RecipientNameNotFound" | "AgentInvalid" | "InitiatorInvalid" | "AuthenticationFailed" | "ValidationFailed" | "TransactionNotFound" | "EkycFailed" | "ExistingBankRelationship" | "DeclinedByBank" | "UnlistedRejection";
            phase?: string;
            cause?: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "debit_inquired";
            /** Format: date-time */
            at: string;
            /** @description Our reference to the attempt at Eko. */
            clientRefId: string;
            finding: string;
            txStatus?: string;
            tid?: string;
            why?: string;
            cause?: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "debit_abandoned";
            /** Format: date-time */
            at: string;
            /** @description Our reference to the attempt at Eko. */
            clientRefId: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "refund_otp_send_started";
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            send: number;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "refund_otp_send_answered";
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            send: number;
            /** @enum {string} */
            result: "sent" | "refused" | "unresolved";
            /** @enum {string} */
            reason?: "WrongOtp" | "OtpExpired" | "InsufficientBalance" | "MonthlyLimitExhausted" | "BeneficiaryLimitExhausted" | "CustomerNotEnrolled" | "VerificationPending" | "AlreadyVerified" | "RecipientNotRegistered" | "RecipientAlreadyRegistered" | "TooManyRecipients" | "AccountInvalid" | "IfscInvalid" | "BankNotSupported" | "BankUnavailable" | "RecipientNameNotFound" | "AgentInvalid" | "InitiatorInvalid" | "AuthenticationFailed" | "ValidationFailed" | "TransactionNotFound" | "EkycFailed" | "ExistingBankRelationship" | "DeclinedByBank" | "UnlistedRejection";
            cause?: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "refund_started";
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            attempt: number;
            cashReturned: {
                by: string;
                /** Format: date-time */
                at: string;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "refund_answered";
            /** Format: date-time */
            at: string;
            outcome: string;
            tid?: string;
            /** @enum {string} */
            reason?: "WrongOtp" | "OtpExpired" | "InsufficientBalance" | "MonthlyLimitExhausted" | "BeneficiaryLimitExhausted" | "CustomerNotEnrolled" | "VerificationPending" | "AlreadyVerified" | "RecipientNotRegistered" | "RecipientAlreadyRegistered" | "TooManyRecipients" | "AccountInvalid" | "IfscInvalid" | "BankNotSupported" | "BankUnavailable" | "RecipientNameNotFound" | "AgentInvalid" | "InitiatorInvalid" | "AuthenticationFailed" | "ValidationFailed" | "TransactionNotFound" | "EkycFailed" | "ExistingBankRelationship" | "DeclinedByBank" | "UnlistedRejection";
            phase?: string;
            cause?: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "refund_set_aside";
            /** Format: date-time */
            at: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "inquiry_requested";
            /** Format: date-time */
            at: string;
            /** @description Our reference to the attempt at Eko. */
            clientRefId: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "inquiry_postponed";
            /** Format: date-time */
            at: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "inquiry_dropped";
            /** Format: date-time */
            at: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "attempt_withdrawn";
            /** Format: date-time */
            at: string;
            /** @description Our reference to the attempt at Eko. */
            clientRefId: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "finding_proposed";
            /** Format: date-time */
            at: string;
            /** @description Our reference to the attempt at Eko. */
            clientRefId?: string;
            /** @enum {string} */
            proposes: "moved" | "not_moved" | "unblock";
            tid?: string;
            bankReference?: string;
            ticket?: string;
            operator: string;
            /** @description The second person, where two are needed. */
            confirmedBy?: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "attempt_resolved";
            /** Format: date-time */
            at: string;
            /** @description Our reference to the attempt at Eko. */
            clientRefId: string;
            /** @enum {string} */
            resolution: "moved" | "not_moved";
            operator: string;
            /** @description The second person, where two are needed. */
            confirmedBy?: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "unblocked";
            /** Format: date-time */
            at: string;
            operator: string;
            /** @description The second person, where two are needed. */
            confirmedBy?: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "alarm_raised";
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            kind: "credentials_refused" | "refund_status" | "reversed" | "refund_unsettled" | "otp_consumed" | "contradiction" | "closed_attempt_moved_money" | "tid_claimed_twice" | "aged";
            clientRefId?: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "transfer_cancelled";
            /** Format: date-time */
            at: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "transfer_expired";
            /** Format: date-time */
            at: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "expiry_held";
            /** Format: date-time */
            at: string;
        } & {
            [key: string]: unknown;
        }) | ({
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            type: "handed_over";
            /** Format: date-time */
            at: string;
        } & {
            [key: string]: unknown;
        });
        TransferStateChanged: {
            /** @enum {string} */
            type: "transfer.state_changed";
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            data: {
                /** @enum {string} */
                previousState?: "requested" | "awaiting_otp" | "debiting" | "in_doubt" | "awaited" | "succeeded" | "refund_pending" | "refunding" | "refunded" | "failed" | "cancelled" | "expired";
                transfer: components["schemas"]["Transfer"];
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        WalletLoad: {
            id: string;
            /** @enum {string} */
            state: "loading" | "in_doubt" | "awaited" | "loaded" | "failed";
            /** @enum {string} */
            product: "ppi-digikhata";
            customerId: string;
            /**
             * Format: int64
             * @description ₹1 is 100 paise.
             */
            amountPaise: number;
            /** @description The team's own. */
            reference?: string;
            eko?: {
                /** @description Eko's transaction id. */
                tid: string;
                /** @description Eko's status while the load is awaited. */
                txStatus?: string;
                bankReference?: string;
                /** Format: int64 */
                feePaise?: number;
            } & {
                [key: string]: unknown;
            };
            doubt?: {
                /** @enum {string} */
                reason: "unknown_outcome" | "abandoned" | "repeated";
                /** Format: int64 */
                inquiries: number;
            } & {
                [key: string]: unknown;
            };
            failure?: {
                reason: string;
                advice: string;
            } & {
                [key: string]: unknown;
            };
            alarms?: ("credentials_refused" | "refund_status" | "repeated" | "contradiction" | "closed_attempt_moved_money" | "tid_claimed_twice" | "aged")[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /**
             * Format: int64
             * @description How many entries its journal has.
             */
            version: number;
        } & {
            [key: string]: unknown;
        };
        WalletLoadEvent: {
            /** Format: int64 */
            version: number;
            type: string;
            /** Format: date-time */
            at: string;
            /** @description Our reference to the attempt at Eko. */
            clientRefId?: string;
            /** Format: int64 */
            amountPaise?: number;
            outcome?: string;
            finding?: string;
            txStatus?: string;
            tid?: string;
            /** @enum {string} */
            kind?: "credentials_refused" | "refund_status" | "repeated" | "contradiction" | "closed_attempt_moved_money" | "tid_claimed_twice" | "aged";
            /** @enum {string} */
            resolution?: "moved" | "not_moved";
            bankReference?: string;
            ticket?: string;
            operator?: string;
            /** @description The second person, where two are needed. */
            confirmedBy?: string;
        } & {
            [key: string]: unknown;
        };
        WalletLoadStateChanged: {
            /** @enum {string} */
            type: "wallet_load.state_changed";
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            data: {
                /** @enum {string} */
                previousState?: "loading" | "in_doubt" | "awaited" | "loaded" | "failed";
                walletLoad: components["schemas"]["WalletLoad"];
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        WebhookDelivery: {
            id: string;
            /** @description What the header webhook-id said. */
            messageId: string;
            type: string;
            /** @description The transfer, wallet load or endpoint that it tells of. */
            recordId: string;
            /** Format: int64 */
            attempt: number;
            isRedelivery: boolean;
            /** Format: date-time */
            at: string;
            /** Format: int64 */
            durationMillis: number;
            /** @enum {string} */
            outcome: "delivered" | "retrying" | "given_up";
            /** Format: int64 */
            httpStatus?: number;
            /** @description Why it was not taken: name_unresolved, address_refused, connection_failed, tls_failed, timeout, unreadable_answer, redirect, gone or status. */
            cause?: string;
            /**
             * Format: date-time
             * @description When it is tried again.
             */
            retryAt?: string;
        } & {
            [key: string]: unknown;
        };
        WebhookEndpoint: {
            id: string;
            url: string;
            description?: string;
            isEnabled: boolean;
            disabled?: {
                /** Format: date-time */
                at: string;
                /**
                 * @description Your wish, failures for too long, or the endpoint's own word (410) that it is gone.
                 * @enum {string}
                 */
                why: "team" | "failing" | "gone";
            } & {
                [key: string]: unknown;
            };
            failing?: {
                /** Format: date-time */
                since: string;
                /**
                 * Format: int64
                 * @description How many attempts failed since the last that did not.
                 */
                failures: number;
                /**
                 * Format: date-time
                 * @description Until when nothing is tried.
                 */
                restingUntil?: string;
            } & {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description Until when messages are signed by the secret before this one as well.
             */
            previousSecretUntil?: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        } & {
            [key: string]: unknown;
        };
        WebhookEndpointDisabled: {
            /** @enum {string} */
            type: "webhook_endpoint.disabled";
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            data: {
                endpoint: {
                    id: string;
                    url: string;
                } & {
                    [key: string]: unknown;
                };
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
    };
    responses: {
        /** @description [`callback-unreadable`](/problems/callback-unreadable): The callback cannot be read. */
        "callback-unreadable": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/callback-unreadable";
                    /** @constant */
                    status?: 400;
                };
            };
        };
        /** @description [`idempotency-key-missing`](/problems/idempotency-key-missing): The header Idempotency-Key is missing or not usable. */
        "idempotency-key-missing": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/idempotency-key-missing";
                    /** @constant */
                    status?: 400;
                };
            };
        };
        /** @description [`malformed-body`](/problems/malformed-body): The body cannot be read. */
        "malformed-body": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/malformed-body";
                    /** @constant */
                    status?: 400;
                };
            };
        };
        /** @description [`malformed-json`](/problems/malformed-json): The body is not JSON. */
        "malformed-json": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/malformed-json";
                    /** @constant */
                    status?: 400;
                };
            };
        };
        /** @description [`malformed-request`](/problems/malformed-request): This is not a request by HTTP. */
        "malformed-request": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/malformed-request";
                    /** @constant */
                    status?: 400;
                };
            };
        };
        /** @description [`unauthenticated`](/problems/unauthenticated): The API key is missing or not known. */
        unauthenticated: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                /** @description How to authenticate: Bearer. */
                "www-authenticate"?: string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/unauthenticated";
                    /** @constant */
                    status?: 401;
                };
            };
        };
        /** @description [`forbidden`](/problems/forbidden): The API key does not allow this. */
        forbidden: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/forbidden";
                    /** @constant */
                    status?: 403;
                };
            };
        };
        /** @description [`customer-not-enrolled`](/problems/customer-not-enrolled): Eko does not know this customer. */
        "customer-not-enrolled": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/customer-not-enrolled";
                    /** @constant */
                    status?: 404;
                };
            };
        };
        /** @description [`not-found`](/problems/not-found): There is nothing here. */
        "not-found": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/not-found";
                    /** @constant */
                    status?: 404;
                };
            };
        };
        /** @description [`recipient-not-registered`](/problems/recipient-not-registered): The recipient is not registered with this customer. */
        "recipient-not-registered": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/recipient-not-registered";
                    /** @constant */
                    status?: 404;
                };
            };
        };
        /** @description [`transaction-not-found`](/problems/transaction-not-found): Eko does not find the transaction. */
        "transaction-not-found": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/transaction-not-found";
                    /** @constant */
                    status?: 404;
                };
            };
        };
        /** @description [`method-not-allowed`](/problems/method-not-allowed): The method is not allowed here. */
        "method-not-allowed": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/method-not-allowed";
                    /** @constant */
                    status?: 405;
                };
            };
        };
        /** @description [`request-timeout`](/problems/request-timeout): The request did not arrive in time. */
        "request-timeout": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/request-timeout";
                    /** @constant */
                    status?: 408;
                };
            };
        };
        /** @description [`already-verified`](/problems/already-verified): The customer is verified already. */
        "already-verified": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/already-verified";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`beneficiary-limit-exhausted`](/problems/beneficiary-limit-exhausted): The beneficiary's monthly limit is used up. */
        "beneficiary-limit-exhausted": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/beneficiary-limit-exhausted";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`conflict`](/problems/conflict): Others changed the transfer at the same time. */
        conflict: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/conflict";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`existing-bank-relationship`](/problems/existing-bank-relationship): The bank knows this customer already, and refuses the eKYC for it. */
        "existing-bank-relationship": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/existing-bank-relationship";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`idempotency-key-in-use`](/problems/idempotency-key-in-use): The first request with this Idempotency-Key is not answered yet. */
        "idempotency-key-in-use": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/idempotency-key-in-use";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`insufficient-balance`](/problems/insufficient-balance): The agent's wallet does not hold enough. */
        "insufficient-balance": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/insufficient-balance";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`monthly-limit-exhausted`](/problems/monthly-limit-exhausted): The monthly limit of the sender or the beneficiary is used up. */
        "monthly-limit-exhausted": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/monthly-limit-exhausted";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`movement-found`](/problems/movement-found): Eko says that there is a transaction. */
        "movement-found": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/movement-found";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`otp-expired`](/problems/otp-expired): The OTP has expired. */
        "otp-expired": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/otp-expired";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`otp-send-pending`](/problems/otp-send-pending): An OTP is being sent. */
        "otp-send-pending": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/otp-send-pending";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`otp-tries-used-up`](/problems/otp-tries-used-up): All tries of this OTP are used up. */
        "otp-tries-used-up": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/otp-tries-used-up";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`recipient-already-registered`](/problems/recipient-already-registered): The recipient is registered already. */
        "recipient-already-registered": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/recipient-already-registered";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`reference-taken`](/problems/reference-taken): The reference names another record. */
        "reference-taken": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/reference-taken";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`resolution-too-early`](/problems/resolution-too-early): The money of this attempt may still move. */
        "resolution-too-early": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/resolution-too-early";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`second-person-needed`](/problems/second-person-needed): A second person must confirm this. */
        "second-person-needed": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/second-person-needed";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`too-many-recipients`](/problems/too-many-recipients): The customer has too many recipients. */
        "too-many-recipients": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/too-many-recipients";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`too-many-webhook-endpoints`](/problems/too-many-webhook-endpoints): There are as many webhook endpoints as there may be. */
        "too-many-webhook-endpoints": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/too-many-webhook-endpoints";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`transfer-blocked`](/problems/transfer-blocked): An earlier attempt may have moved money. */
        "transfer-blocked": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/transfer-blocked";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`verification-pending`](/problems/verification-pending): The customer's verification is not complete. */
        "verification-pending": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/verification-pending";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`webhook-endpoint-disabled`](/problems/webhook-endpoint-disabled): The webhook endpoint is disabled. */
        "webhook-endpoint-disabled": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/webhook-endpoint-disabled";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`webhook-endpoint-exists`](/problems/webhook-endpoint-exists): There is a webhook endpoint by this URL. */
        "webhook-endpoint-exists": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/webhook-endpoint-exists";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`wrong-state`](/problems/wrong-state): The transfer's state does not allow this. */
        "wrong-state": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/wrong-state";
                    /** @constant */
                    status?: 409;
                };
            };
        };
        /** @description [`body-too-large`](/problems/body-too-large): The body is too large. */
        "body-too-large": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/body-too-large";
                    /** @constant */
                    status?: 413;
                };
            };
        };
        /** @description [`unsupported-media-type`](/problems/unsupported-media-type): The body must be application/json. */
        "unsupported-media-type": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/unsupported-media-type";
                    /** @constant */
                    status?: 415;
                };
            };
        };
        /** @description [`account-invalid`](/problems/account-invalid): The recipient's account is not valid. */
        "account-invalid": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/account-invalid";
                    /** @constant */
                    status?: 422;
                };
            };
        };
        /** @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong. */
        "agent-invalid": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/agent-invalid";
                    /** @constant */
                    status?: 422;
                };
            };
        };
        /** @description [`bank-not-supported`](/problems/bank-not-supported): The recipient's bank cannot be reached by IMPS. */
        "bank-not-supported": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/bank-not-supported";
                    /** @constant */
                    status?: 422;
                };
            };
        };
        /** @description [`declined-by-bank`](/problems/declined-by-bank): NPCI or the bank declined the transaction. */
        "declined-by-bank": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/declined-by-bank";
                    /** @constant */
                    status?: 422;
                };
            };
        };
        /** @description [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document. */
        "eko-rejected": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/eko-rejected";
                    /** @constant */
                    status?: 422;
                };
            };
        };
        /** @description [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid. */
        "eko-validation-failed": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/eko-validation-failed";
                    /** @constant */
                    status?: 422;
                };
            };
        };
        /** @description [`ekyc-failed`](/problems/ekyc-failed): The customer's eKYC failed. */
        "ekyc-failed": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/ekyc-failed";
                    /** @constant */
                    status?: 422;
                };
            };
        };
        /** @description [`idempotency-key-reused`](/problems/idempotency-key-reused): The Idempotency-Key was used for another request. */
        "idempotency-key-reused": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/idempotency-key-reused";
                    /** @constant */
                    status?: 422;
                };
            };
        };
        /** @description [`ifsc-invalid`](/problems/ifsc-invalid): The IFSC is wrong or unknown. */
        "ifsc-invalid": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/ifsc-invalid";
                    /** @constant */
                    status?: 422;
                };
            };
        };
        /** @description [`invalid-request`](/problems/invalid-request): The request is not valid. */
        "invalid-request": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/invalid-request";
                    /** @constant */
                    status?: 422;
                };
            };
        };
        /** @description [`recipient-name-not-found`](/problems/recipient-name-not-found): The bank did not tell the recipient's name. */
        "recipient-name-not-found": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/recipient-name-not-found";
                    /** @constant */
                    status?: 422;
                };
            };
        };
        /** @description [`wrong-otp`](/problems/wrong-otp): The OTP is wrong. */
        "wrong-otp": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/wrong-otp";
                    /** @constant */
                    status?: 422;
                };
            };
        };
        /** @description [`otp-limit-reached`](/problems/otp-limit-reached): Too many OTPs were sent or tried. */
        "otp-limit-reached": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/otp-limit-reached";
                    /** @constant */
                    status?: 429;
                };
            };
        };
        /** @description [`too-many-requests`](/problems/too-many-requests): Too many requests came in a while. */
        "too-many-requests": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/too-many-requests";
                    /** @constant */
                    status?: 429;
                };
            };
        };
        /** @description [`headers-too-large`](/problems/headers-too-large): The headers are too large. */
        "headers-too-large": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/headers-too-large";
                    /** @constant */
                    status?: 431;
                };
            };
        };
        /** @description [`internal`](/problems/internal): The service failed. */
        internal: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/internal";
                    /** @constant */
                    status?: 500;
                };
            };
        };
        /** @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock. */
        "eko-credentials": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/eko-credentials";
                    /** @constant */
                    status?: 502;
                };
            };
        };
        /** @description [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read. */
        "eko-outcome-unknown": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/eko-outcome-unknown";
                    /** @constant */
                    status?: 502;
                };
            };
        };
        /** @description [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid. */
        "initiator-invalid": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/initiator-invalid";
                    /** @constant */
                    status?: 502;
                };
            };
        };
        /** @description [`bank-unavailable`](/problems/bank-unavailable): The recipient's bank is unavailable; the transaction was not processed. */
        "bank-unavailable": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/bank-unavailable";
                    /** @constant */
                    status?: 503;
                };
            };
        };
        /** @description [`eko-unavailable`](/problems/eko-unavailable): Eko does not answer, and nothing new is begun. */
        "eko-unavailable": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/eko-unavailable";
                    /** @constant */
                    status?: 503;
                };
            };
        };
        /** @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko. */
        "eko-unreachable": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/eko-unreachable";
                    /** @constant */
                    status?: 503;
                };
            };
        };
        /** @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well. */
        overloaded: {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/overloaded";
                    /** @constant */
                    status?: 503;
                };
            };
        };
        /** @description [`shutting-down`](/problems/shutting-down): This process is ending. */
        "shutting-down": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/shutting-down";
                    /** @constant */
                    status?: 503;
                };
            };
        };
        /** @description [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable. */
        "storage-unavailable": {
            headers: {
                "x-request-id": components["headers"]["RequestId"];
                "retry-after": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    type?: "/problems/storage-unavailable";
                    /** @constant */
                    status?: 503;
                };
            };
        };
    };
    parameters: {
        /** @description The version of the last event that you have; a stream goes on after it. */
        LastEventId: string;
        /** @description A name of your choice for this request, new for each new one; no customer's number belongs in it. Send a repetition under the same key: it is told what was answered first, and moves nothing twice. */
        IdempotencyKey: string;
    };
    requestBodies: never;
    headers: {
        /** @description The name of this very request, in the answer, in a problem's instance, and in the logs. */
        RequestId: string;
        /** @description How many requests (q) are taken of one caller in so many seconds (w) by one process. */
        RateLimitPolicy: string;
        /** @description How many of them are left (r), for so many seconds (t). */
        RateLimit: string;
        /** @description There, and true, where this is the answer that the first request with the same key was given. */
        IdempotentReplayed: "true";
        /** @description In how many seconds asking again makes sense. */
        RetryAfter: number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ok";
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            500: components["responses"]["internal"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ok";
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            500: components["responses"]["internal"];
            /**
             * @description [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    listTransfers: {
        parameters: {
            query?: {
                /** @description Must be states, comma-separated. */
                state?: string;
                /** @description Must be a 10-digit Indian mobile number. */
                customerId?: string;
                /** @description Must be 1 to 64 printable characters. */
                reference?: string;
                /** @description Must be 10 to 20 letters, digits, - or _. */
                clientRefId?: string;
                /** @description Must be 1 to 32 digits, the first of them not 0. */
                tid?: string;
                /** @description Must be an instant as ISO 8601, such as 2026-01-31T12:00:00Z. */
                createdFrom?: string;
                /** @description Must be an instant as ISO 8601, such as 2026-01-31T12:00:00Z. */
                createdBefore?: string;
                /** @description Must be a whole number from 1 to 100. */
                limit?: string;
                /** @description Must be a cursor of an earlier answer to the same filters. */
                cursor?: string;
                /** @description Must be the positive number that Eko gave the recipient. */
                recipientId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        transfers: components["schemas"]["Transfer"][];
                        /** @description Send it as cursor for the next page; the last page has none. */
                        next?: string;
                        /** @description Send it as cursor later: what has arrived since the first page was read, and nothing that was there. */
                        newer: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    createTransfer: {
        parameters: {
            query?: never;
            header: {
                /** @description A name of your choice for this request, new for each new one; no customer's number belongs in it. Send a repetition under the same key: it is told what was answered first, and moves nothing twice. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    product: "dmt-fino" | "ppi-digikhata";
                    /** @description Must be a 10-digit Indian mobile number. */
                    customerId: string;
                    /**
                     * Format: int64
                     * @description Must be the positive number that Eko gave the recipient.
                     */
                    recipientId: number;
                    /**
                     * Paise
                     * Format: int64
                     * @description Must be more than 0 paise.
                     */
                    amountPaise: number;
                    /** @description Must be 1 to 20 letters and digits. */
                    userCode?: string;
                    /** @description Must be 1 to 20 digits. */
                    beneficiaryId?: string;
                    /** @description Must be 1 to 64 printable characters. */
                    reference?: string;
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    /** @description The address of what was made. */
                    location?: string;
                    "idempotent-replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transfer"];
                };
            };
            /**
             * @description [`idempotency-key-missing`](/problems/idempotency-key-missing): The header Idempotency-Key is missing or not usable.
             *
             *     [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/idempotency-key-missing" | "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            /**
             * @description [`conflict`](/problems/conflict): Others changed the transfer at the same time.
             *
             *     [`idempotency-key-in-use`](/problems/idempotency-key-in-use): The first request with this Idempotency-Key is not answered yet.
             *
             *     [`reference-taken`](/problems/reference-taken): The reference names another record.
             */
            409: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/conflict" | "/problems/idempotency-key-in-use" | "/problems/reference-taken";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            /**
             * @description [`idempotency-key-reused`](/problems/idempotency-key-reused): The Idempotency-Key was used for another request.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/idempotency-key-reused" | "/problems/invalid-request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            /**
             * @description [`otp-limit-reached`](/problems/otp-limit-reached): Too many OTPs were sent or tried.
             *
             *     [`too-many-requests`](/problems/too-many-requests): Too many requests came in a while.
             */
            429: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/otp-limit-reached" | "/problems/too-many-requests";
                        /** @constant */
                        status?: 429;
                    };
                };
            };
            500: components["responses"]["internal"];
            502: components["responses"]["eko-credentials"];
            /**
             * @description [`eko-unavailable`](/problems/eko-unavailable): Eko does not answer, and nothing new is begun.
             *
             *     [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unavailable" | "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    getTransfer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transfer"];
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    resendTransferOtp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transfer"];
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            /**
             * @description [`conflict`](/problems/conflict): Others changed the transfer at the same time.
             *
             *     [`otp-send-pending`](/problems/otp-send-pending): An OTP is being sent.
             *
             *     [`transfer-blocked`](/problems/transfer-blocked): An earlier attempt may have moved money.
             *
             *     [`wrong-state`](/problems/wrong-state): The transfer's state does not allow this.
             */
            409: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/conflict" | "/problems/otp-send-pending" | "/problems/transfer-blocked" | "/problems/wrong-state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /**
             * @description [`otp-limit-reached`](/problems/otp-limit-reached): Too many OTPs were sent or tried.
             *
             *     [`too-many-requests`](/problems/too-many-requests): Too many requests came in a while.
             */
            429: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/otp-limit-reached" | "/problems/too-many-requests";
                        /** @constant */
                        status?: 429;
                    };
                };
            };
            500: components["responses"]["internal"];
            502: components["responses"]["eko-credentials"];
            /**
             * @description [`eko-unavailable`](/problems/eko-unavailable): Eko does not answer, and nothing new is begun.
             *
             *     [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unavailable" | "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    confirmTransfer: {
        parameters: {
            query?: never;
            header: {
                /** @description A name of your choice for this request, new for each new one; no customer's number belongs in it. Send a repetition under the same key: it is told what was answered first, and moves nothing twice. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be 4 to 10 digits. */
                    otp: string;
                    /** @description Must be latitude,longitude in decimal degrees, such as 28.6139,77.2090. */
                    latlong?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    "idempotent-replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transfer"];
                };
            };
            /**
             * @description [`idempotency-key-missing`](/problems/idempotency-key-missing): The header Idempotency-Key is missing or not usable.
             *
             *     [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/idempotency-key-missing" | "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            /**
             * @description [`conflict`](/problems/conflict): Others changed the transfer at the same time.
             *
             *     [`idempotency-key-in-use`](/problems/idempotency-key-in-use): The first request with this Idempotency-Key is not answered yet.
             *
             *     [`otp-expired`](/problems/otp-expired): The OTP has expired.
             *
             *     [`otp-send-pending`](/problems/otp-send-pending): An OTP is being sent.
             *
             *     [`otp-tries-used-up`](/problems/otp-tries-used-up): All tries of this OTP are used up.
             *
             *     [`transfer-blocked`](/problems/transfer-blocked): An earlier attempt may have moved money.
             *
             *     [`wrong-state`](/problems/wrong-state): The transfer's state does not allow this.
             */
            409: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/conflict" | "/problems/idempotency-key-in-use" | "/problems/otp-expired" | "/problems/otp-send-pending" | "/problems/otp-tries-used-up" | "/problems/transfer-blocked" | "/problems/wrong-state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            /**
             * @description [`idempotency-key-reused`](/problems/idempotency-key-reused): The Idempotency-Key was used for another request.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             *
             *     [`wrong-otp`](/problems/wrong-otp): The OTP is wrong.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/idempotency-key-reused" | "/problems/invalid-request" | "/problems/wrong-otp";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            /**
             * @description [`otp-limit-reached`](/problems/otp-limit-reached): Too many OTPs were sent or tried.
             *
             *     [`too-many-requests`](/problems/too-many-requests): Too many requests came in a while.
             */
            429: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/otp-limit-reached" | "/problems/too-many-requests";
                        /** @constant */
                        status?: 429;
                    };
                };
            };
            500: components["responses"]["internal"];
            502: components["responses"]["eko-credentials"];
            /**
             * @description [`eko-unavailable`](/problems/eko-unavailable): Eko does not answer, and nothing new is begun.
             *
             *     [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unavailable" | "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    cancelTransfer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transfer"];
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            /**
             * @description [`conflict`](/problems/conflict): Others changed the transfer at the same time.
             *
             *     [`otp-send-pending`](/problems/otp-send-pending): An OTP is being sent.
             *
             *     [`transfer-blocked`](/problems/transfer-blocked): An earlier attempt may have moved money.
             *
             *     [`wrong-state`](/problems/wrong-state): The transfer's state does not allow this.
             */
            409: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/conflict" | "/problems/otp-send-pending" | "/problems/transfer-blocked" | "/problems/wrong-state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    listTransferEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the last event that you have; a stream goes on after it. */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: components["schemas"]["TransferEvent"][];
                    } & {
                        [key: string]: unknown;
                    };
                    "text/event-stream": string;
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            422: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    sendRefundOtp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transfer"];
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            /**
             * @description [`customer-not-enrolled`](/problems/customer-not-enrolled): Eko does not know this customer.
             *
             *     [`not-found`](/problems/not-found): There is nothing here.
             *
             *     [`transaction-not-found`](/problems/transaction-not-found): Eko does not find the transaction.
             */
            404: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/customer-not-enrolled" | "/problems/not-found" | "/problems/transaction-not-found";
                        /** @constant */
                        status?: 404;
                    };
                };
            };
            /**
             * @description [`conflict`](/problems/conflict): Others changed the transfer at the same time.
             *
             *     [`otp-send-pending`](/problems/otp-send-pending): An OTP is being sent.
             *
             *     [`transfer-blocked`](/problems/transfer-blocked): An earlier attempt may have moved money.
             *
             *     [`wrong-state`](/problems/wrong-state): The transfer's state does not allow this.
             */
            409: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/conflict" | "/problems/otp-send-pending" | "/problems/transfer-blocked" | "/problems/wrong-state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/invalid-request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            /**
             * @description [`otp-limit-reached`](/problems/otp-limit-reached): Too many OTPs were sent or tried.
             *
             *     [`too-many-requests`](/problems/too-many-requests): Too many requests came in a while.
             */
            429: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/otp-limit-reached" | "/problems/too-many-requests";
                        /** @constant */
                        status?: 429;
                    };
                };
            };
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unavailable`](/problems/eko-unavailable): Eko does not answer, and nothing new is begun.
             *
             *     [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unavailable" | "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    refundTransfer: {
        parameters: {
            query?: never;
            header: {
                /** @description A name of your choice for this request, new for each new one; no customer's number belongs in it. Send a repetition under the same key: it is told what was answered first, and moves nothing twice. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be 4 to 10 digits. */
                    otp: string;
                    cashReturned: {
                        /** @description Must be a name of 1 to 100 characters. */
                        by: string;
                        /** @description Must be an instant as ISO 8601, such as 2026-01-31T12:00:00Z. */
                        at: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    "idempotent-replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transfer"];
                };
            };
            /**
             * @description [`idempotency-key-missing`](/problems/idempotency-key-missing): The header Idempotency-Key is missing or not usable.
             *
             *     [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/idempotency-key-missing" | "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            /**
             * @description [`customer-not-enrolled`](/problems/customer-not-enrolled): Eko does not know this customer.
             *
             *     [`not-found`](/problems/not-found): There is nothing here.
             *
             *     [`transaction-not-found`](/problems/transaction-not-found): Eko does not find the transaction.
             */
            404: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/customer-not-enrolled" | "/problems/not-found" | "/problems/transaction-not-found";
                        /** @constant */
                        status?: 404;
                    };
                };
            };
            /**
             * @description [`conflict`](/problems/conflict): Others changed the transfer at the same time.
             *
             *     [`idempotency-key-in-use`](/problems/idempotency-key-in-use): The first request with this Idempotency-Key is not answered yet.
             *
             *     [`otp-expired`](/problems/otp-expired): The OTP has expired.
             *
             *     [`otp-send-pending`](/problems/otp-send-pending): An OTP is being sent.
             *
             *     [`otp-tries-used-up`](/problems/otp-tries-used-up): All tries of this OTP are used up.
             *
             *     [`transfer-blocked`](/problems/transfer-blocked): An earlier attempt may have moved money.
             *
             *     [`wrong-state`](/problems/wrong-state): The transfer's state does not allow this.
             */
            409: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/conflict" | "/problems/idempotency-key-in-use" | "/problems/otp-expired" | "/problems/otp-send-pending" | "/problems/otp-tries-used-up" | "/problems/transfer-blocked" | "/problems/wrong-state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`idempotency-key-reused`](/problems/idempotency-key-reused): The Idempotency-Key was used for another request.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             *
             *     [`wrong-otp`](/problems/wrong-otp): The OTP is wrong.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-validation-failed" | "/problems/idempotency-key-reused" | "/problems/invalid-request" | "/problems/wrong-otp";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            /**
             * @description [`otp-limit-reached`](/problems/otp-limit-reached): Too many OTPs were sent or tried.
             *
             *     [`too-many-requests`](/problems/too-many-requests): Too many requests came in a while.
             */
            429: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/otp-limit-reached" | "/problems/too-many-requests";
                        /** @constant */
                        status?: 429;
                    };
                };
            };
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unavailable`](/problems/eko-unavailable): Eko does not answer, and nothing new is begun.
             *
             *     [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unavailable" | "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    getDmtFinoSender: {
        parameters: {
            query?: {
                /** @description Must be 1 to 20 letters and digits. */
                userCode?: string;
            };
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": ({
                        /** @enum {string} */
                        status: "registered";
                        customerId: string;
                        name?: string;
                        /** Format: int64 */
                        monthlyLimitPaise?: number;
                        /** Format: int64 */
                        remainingLimitPaise?: number;
                    } & {
                        [key: string]: unknown;
                    }) | ({
                        /** @enum {string} */
                        status: "kyc_pending";
                        customerId: string;
                        /** @description Send it back with the OTP. */
                        otpRefId?: string;
                    } & {
                        [key: string]: unknown;
                    }) | ({
                        /** @enum {string} */
                        status: "otp_sent";
                        /** @description Send it back with the OTP. */
                        otpRefId: string;
                        /** @description Send it back with the OTP. */
                        kycRequestId: string;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["customer-not-enrolled"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/invalid-request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    onboardDmtFinoSender: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be text without control characters. */
                    name: string;
                    /** @description Must be year-month-day. */
                    dateOfBirth: string;
                    address: {
                        /** @description Must be 1 to 200 characters. */
                        line: string;
                        /** @description Must be 1 to 200 characters. */
                        area: string;
                        /** @description Must be 1 to 200 characters. */
                        city: string;
                        /** @description Must be 1 to 200 characters. */
                        district: string;
                        /** @description Must be 1 to 200 characters. */
                        state: string;
                        /** @description Must be 6 digits. */
                        pincode: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": ({
                        /** @enum {string} */
                        status: "kyc_pending";
                        customerId: string;
                        /** @description Send it back with the OTP. */
                        otpRefId?: string;
                    } & {
                        [key: string]: unknown;
                    }) | ({
                        /** @enum {string} */
                        status: "wallet_opened";
                        customerId: string;
                    } & {
                        [key: string]: unknown;
                    }) | ({
                        /** @enum {string} */
                        status: "registered";
                        customerId: string;
                        name?: string;
                        /** Format: int64 */
                        monthlyLimitPaise?: number;
                        /** Format: int64 */
                        remainingLimitPaise?: number;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["already-verified"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/invalid-request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    endDmtFinoEkyc: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be 4 to 10 digits. */
                    otp: string;
                    /** @description Must be text without control characters. */
                    otpRefId: string;
                    /** @description Must be text without control characters. */
                    kycRequestId: string;
                    /** @description Must be 1 to 20 letters and digits. */
                    userCode?: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        kycVerified: boolean;
                        /** Format: int64 */
                        monthlyLimitPaise?: number;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["customer-not-enrolled"];
            /**
             * @description [`already-verified`](/problems/already-verified): The customer is verified already.
             *
             *     [`otp-expired`](/problems/otp-expired): The OTP has expired.
             */
            409: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/already-verified" | "/problems/otp-expired";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`ekyc-failed`](/problems/ekyc-failed): The customer's eKYC failed.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             *
             *     [`wrong-otp`](/problems/wrong-otp): The OTP is wrong.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/ekyc-failed" | "/problems/invalid-request" | "/problems/wrong-otp";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            /**
             * @description [`otp-limit-reached`](/problems/otp-limit-reached): Too many OTPs were sent or tried.
             *
             *     [`too-many-requests`](/problems/too-many-requests): Too many requests came in a while.
             */
            429: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/otp-limit-reached" | "/problems/too-many-requests";
                        /** @constant */
                        status?: 429;
                    };
                };
            };
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    beginDmtFinoEkyc: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be 12 digits. */
                    aadhaar: string;
                    /** @description Must be the reader's XML. */
                    pidData: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "otp_sent";
                        /** @description Send it back with the OTP. */
                        otpRefId: string;
                        /** @description Send it back with the OTP. */
                        kycRequestId: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["customer-not-enrolled"];
            /**
             * @description [`already-verified`](/problems/already-verified): The customer is verified already.
             *
             *     [`existing-bank-relationship`](/problems/existing-bank-relationship): The bank knows this customer already, and refuses the eKYC for it.
             */
            409: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/already-verified" | "/problems/existing-bank-relationship";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`ekyc-failed`](/problems/ekyc-failed): The customer's eKYC failed.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/ekyc-failed" | "/problems/invalid-request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            /**
             * @description [`otp-limit-reached`](/problems/otp-limit-reached): Too many OTPs were sent or tried.
             *
             *     [`too-many-requests`](/problems/too-many-requests): Too many requests came in a while.
             */
            429: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/otp-limit-reached" | "/problems/too-many-requests";
                        /** @constant */
                        status?: 429;
                    };
                };
            };
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    listDmtFinoRecipients: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        recipients: components["schemas"]["Recipient"][];
                        /**
                         * Format: int64
                         * @description What the customer can still send before a PAN is needed.
                         */
                        remainingLimitBeforePanPaise?: number;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["customer-not-enrolled"];
            409: components["responses"]["verification-pending"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/invalid-request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    addDmtFinoRecipient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be text without control characters. */
                    name: string;
                    /** @description Must be a 10-digit Indian mobile number. */
                    mobile: string;
                    /** @description Must be 4 letters, a 0 and 6 letters or digits. */
                    ifsc: string;
                    /** @description Must be 5 to 35 letters and digits. */
                    account: string;
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int64 */
                        recipientId: number;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["customer-not-enrolled"];
            /**
             * @description [`recipient-already-registered`](/problems/recipient-already-registered): The recipient is registered already.
             *
             *     [`too-many-recipients`](/problems/too-many-recipients): The customer has too many recipients.
             *
             *     [`verification-pending`](/problems/verification-pending): The customer's verification is not complete.
             */
            409: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/recipient-already-registered" | "/problems/too-many-recipients" | "/problems/verification-pending";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            /**
             * @description [`account-invalid`](/problems/account-invalid): The recipient's account is not valid.
             *
             *     [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`bank-not-supported`](/problems/bank-not-supported): The recipient's bank cannot be reached by IMPS.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`ifsc-invalid`](/problems/ifsc-invalid): The IFSC is wrong or unknown.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             *
             *     [`recipient-name-not-found`](/problems/recipient-name-not-found): The bank did not tell the recipient's name.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/account-invalid" | "/problems/agent-invalid" | "/problems/bank-not-supported" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/ifsc-invalid" | "/problems/invalid-request" | "/problems/recipient-name-not-found";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`bank-unavailable`](/problems/bank-unavailable): The recipient's bank is unavailable; the transaction was not processed.
             *
             *     [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bank-unavailable" | "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    lookUpDigiKhataSender: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "otp_sent";
                        /** @description Send it back with the OTP. */
                        otpRefId: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["customer-not-enrolled"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/invalid-request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            /**
             * @description [`otp-limit-reached`](/problems/otp-limit-reached): Too many OTPs were sent or tried.
             *
             *     [`too-many-requests`](/problems/too-many-requests): Too many requests came in a while.
             */
            429: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/otp-limit-reached" | "/problems/too-many-requests";
                        /** @constant */
                        status?: 429;
                    };
                };
            };
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    onboardDigiKhataSender: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be text without control characters. */
                    name: string;
                    /** @description Must be year-month-day. */
                    dateOfBirth: string;
                    address: string[];
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": ({
                        /** @enum {string} */
                        status: "otp_sent";
                        /** @description Send it back with the OTP. */
                        otpRefId: string;
                    } & {
                        [key: string]: unknown;
                    }) | ({
                        /** @enum {string} */
                        status: "wallet_opened";
                        customerId: string;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            409: components["responses"]["already-verified"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/invalid-request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            /**
             * @description [`otp-limit-reached`](/problems/otp-limit-reached): Too many OTPs were sent or tried.
             *
             *     [`too-many-requests`](/problems/too-many-requests): Too many requests came in a while.
             */
            429: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/otp-limit-reached" | "/problems/too-many-requests";
                        /** @constant */
                        status?: 429;
                    };
                };
            };
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    sendDigiKhataOtp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "otp_sent";
                        /** @description Send it back with the OTP. */
                        otpRefId: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["customer-not-enrolled"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/invalid-request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            /**
             * @description [`otp-limit-reached`](/problems/otp-limit-reached): Too many OTPs were sent or tried.
             *
             *     [`too-many-requests`](/problems/too-many-requests): Too many requests came in a while.
             */
            429: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/otp-limit-reached" | "/problems/too-many-requests";
                        /** @constant */
                        status?: 429;
                    };
                };
            };
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    verifyDigiKhataOtp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be 4 to 10 digits. */
                    otp: string;
                    /** @description Must be text without control characters. */
                    otpRefId: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": ({
                        /** @enum {string} */
                        status: "registered";
                        customerId: string;
                        name?: string;
                        /** Format: int64 */
                        monthlyLimitPaise?: number;
                        /** Format: int64 */
                        remainingLimitPaise?: number;
                        /** Format: int64 */
                        walletBalancePaise?: number;
                    } & {
                        [key: string]: unknown;
                    }) | ({
                        /** @enum {string} */
                        status: "aadhaar_pending";
                        customerId: string;
                        /** @description Send it back with the OTP. */
                        otpRefId?: string;
                    } & {
                        [key: string]: unknown;
                    });
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["customer-not-enrolled"];
            409: components["responses"]["otp-expired"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             *
             *     [`wrong-otp`](/problems/wrong-otp): The OTP is wrong.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/invalid-request" | "/problems/wrong-otp";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            /**
             * @description [`otp-limit-reached`](/problems/otp-limit-reached): Too many OTPs were sent or tried.
             *
             *     [`too-many-requests`](/problems/too-many-requests): Too many requests came in a while.
             */
            429: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/otp-limit-reached" | "/problems/too-many-requests";
                        /** @constant */
                        status?: 429;
                    };
                };
            };
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    listAadhaarConsentLanguages: {
        parameters: {
            query?: {
                /** @description Must be 1 to 10 digits. */
                orgId?: string;
            };
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        languages: ({
                            id: string;
                            language: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["customer-not-enrolled"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/invalid-request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    getAadhaarConsent: {
        parameters: {
            query: {
                /** @description Must be 1 to 10 digits. */
                orgId?: string;
                /** @description Must be 1 to 5 digits. */
                language: string;
            };
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        consent: string;
                        content: string;
                        language?: string;
                        audioUrl?: string;
                        /** Format: int64 */
                        consentId?: number;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["customer-not-enrolled"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/invalid-request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    sendAadhaarOtp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be 12 digits. */
                    aadhaar: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "otp_sent";
                        /** @description Send it back with the OTP. */
                        otpRefId: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["customer-not-enrolled"];
            409: components["responses"]["already-verified"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`ekyc-failed`](/problems/ekyc-failed): The customer's eKYC failed.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/ekyc-failed" | "/problems/invalid-request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            /**
             * @description [`otp-limit-reached`](/problems/otp-limit-reached): Too many OTPs were sent or tried.
             *
             *     [`too-many-requests`](/problems/too-many-requests): Too many requests came in a while.
             */
            429: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/otp-limit-reached" | "/problems/too-many-requests";
                        /** @constant */
                        status?: 429;
                    };
                };
            };
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    verifyAadhaarOtp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be 4 to 10 digits. */
                    otp: string;
                    /** @description Must be text without control characters. */
                    otpRefId: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "pan_required";
                        applicationId?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["customer-not-enrolled"];
            /**
             * @description [`already-verified`](/problems/already-verified): The customer is verified already.
             *
             *     [`otp-expired`](/problems/otp-expired): The OTP has expired.
             */
            409: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/already-verified" | "/problems/otp-expired";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`ekyc-failed`](/problems/ekyc-failed): The customer's eKYC failed.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             *
             *     [`wrong-otp`](/problems/wrong-otp): The OTP is wrong.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/ekyc-failed" | "/problems/invalid-request" | "/problems/wrong-otp";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            /**
             * @description [`otp-limit-reached`](/problems/otp-limit-reached): Too many OTPs were sent or tried.
             *
             *     [`too-many-requests`](/problems/too-many-requests): Too many requests came in a while.
             */
            429: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/otp-limit-reached" | "/problems/too-many-requests";
                        /** @constant */
                        status?: 429;
                    };
                };
            };
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    validatePan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be 5 letters, 4 digits and a letter. */
                    pan: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "registered";
                        customerId: string;
                        name?: string;
                        /** Format: int64 */
                        monthlyLimitPaise?: number;
                        /** Format: int64 */
                        remainingLimitPaise?: number;
                        /** Format: int64 */
                        walletBalancePaise?: number;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["customer-not-enrolled"];
            409: components["responses"]["already-verified"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`ekyc-failed`](/problems/ekyc-failed): The customer's eKYC failed.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/ekyc-failed" | "/problems/invalid-request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    listDigiKhataRecipients: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        recipients: components["schemas"]["Recipient"][];
                        /**
                         * Format: int64
                         * @description What the customer can still send before a PAN is needed.
                         */
                        remainingLimitBeforePanPaise?: number;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["customer-not-enrolled"];
            409: components["responses"]["verification-pending"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/invalid-request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    addDigiKhataRecipient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be text without control characters. */
                    name: string;
                    /** @description Must be a 10-digit Indian mobile number. */
                    mobile: string;
                    /**
                     * Format: int64
                     * @description Must be a positive number.
                     */
                    bankId: number;
                    /** @description Must be 4 letters, a 0 and 6 letters or digits. */
                    ifsc: string;
                    /** @description Must be 5 to 35 letters and digits. */
                    account: string;
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int64 */
                        recipientId: number;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["customer-not-enrolled"];
            /**
             * @description [`recipient-already-registered`](/problems/recipient-already-registered): The recipient is registered already.
             *
             *     [`too-many-recipients`](/problems/too-many-recipients): The customer has too many recipients.
             *
             *     [`verification-pending`](/problems/verification-pending): The customer's verification is not complete.
             */
            409: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/recipient-already-registered" | "/problems/too-many-recipients" | "/problems/verification-pending";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            /**
             * @description [`account-invalid`](/problems/account-invalid): The recipient's account is not valid.
             *
             *     [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`bank-not-supported`](/problems/bank-not-supported): The recipient's bank cannot be reached by IMPS.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`ifsc-invalid`](/problems/ifsc-invalid): The IFSC is wrong or unknown.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             *
             *     [`recipient-name-not-found`](/problems/recipient-name-not-found): The bank did not tell the recipient's name.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/account-invalid" | "/problems/agent-invalid" | "/problems/bank-not-supported" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/ifsc-invalid" | "/problems/invalid-request" | "/problems/recipient-name-not-found";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`bank-unavailable`](/problems/bank-unavailable): The recipient's bank is unavailable; the transaction was not processed.
             *
             *     [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bank-unavailable" | "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    sendRecipientOtp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
                /** @description Must be the positive number that Eko gave the recipient. */
                recipientId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "otp_sent";
                        /** @description Send it back with the OTP. */
                        otpRefId: string;
                        /** @description Name it in transfers to this recipient. */
                        beneficiaryId: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            /**
             * @description [`customer-not-enrolled`](/problems/customer-not-enrolled): Eko does not know this customer.
             *
             *     [`recipient-not-registered`](/problems/recipient-not-registered): The recipient is not registered with this customer.
             */
            404: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/customer-not-enrolled" | "/problems/recipient-not-registered";
                        /** @constant */
                        status?: 404;
                    };
                };
            };
            409: components["responses"]["verification-pending"];
            /**
             * @description [`account-invalid`](/problems/account-invalid): The recipient's account is not valid.
             *
             *     [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`bank-not-supported`](/problems/bank-not-supported): The recipient's bank cannot be reached by IMPS.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`ifsc-invalid`](/problems/ifsc-invalid): The IFSC is wrong or unknown.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             *
             *     [`recipient-name-not-found`](/problems/recipient-name-not-found): The bank did not tell the recipient's name.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/account-invalid" | "/problems/agent-invalid" | "/problems/bank-not-supported" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/ifsc-invalid" | "/problems/invalid-request" | "/problems/recipient-name-not-found";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            /**
             * @description [`otp-limit-reached`](/problems/otp-limit-reached): Too many OTPs were sent or tried.
             *
             *     [`too-many-requests`](/problems/too-many-requests): Too many requests came in a while.
             */
            429: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/otp-limit-reached" | "/problems/too-many-requests";
                        /** @constant */
                        status?: 429;
                    };
                };
            };
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`bank-unavailable`](/problems/bank-unavailable): The recipient's bank is unavailable; the transaction was not processed.
             *
             *     [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bank-unavailable" | "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    verifyRecipientOtp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a 10-digit Indian mobile number. */
                customerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be 4 to 10 digits. */
                    otp: string;
                    /** @description Must be text without control characters. */
                    otpRefId: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "verified";
                        applicationId?: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            /**
             * @description [`customer-not-enrolled`](/problems/customer-not-enrolled): Eko does not know this customer.
             *
             *     [`recipient-not-registered`](/problems/recipient-not-registered): The recipient is not registered with this customer.
             */
            404: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/customer-not-enrolled" | "/problems/recipient-not-registered";
                        /** @constant */
                        status?: 404;
                    };
                };
            };
            409: components["responses"]["otp-expired"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             *
             *     [`wrong-otp`](/problems/wrong-otp): The OTP is wrong.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed" | "/problems/invalid-request" | "/problems/wrong-otp";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            /**
             * @description [`otp-limit-reached`](/problems/otp-limit-reached): Too many OTPs were sent or tried.
             *
             *     [`too-many-requests`](/problems/too-many-requests): Too many requests came in a while.
             */
            429: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/otp-limit-reached" | "/problems/too-many-requests";
                        /** @constant */
                        status?: 429;
                    };
                };
            };
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    listWalletLoads: {
        parameters: {
            query?: {
                /** @description Must be states, comma-separated. */
                state?: string;
                /** @description Must be a 10-digit Indian mobile number. */
                customerId?: string;
                /** @description Must be 1 to 64 printable characters. */
                reference?: string;
                /** @description Must be 10 to 20 letters, digits, - or _. */
                clientRefId?: string;
                /** @description Must be 1 to 32 digits, the first of them not 0. */
                tid?: string;
                /** @description Must be an instant as ISO 8601, such as 2026-01-31T12:00:00Z. */
                createdFrom?: string;
                /** @description Must be an instant as ISO 8601, such as 2026-01-31T12:00:00Z. */
                createdBefore?: string;
                /** @description Must be a whole number from 1 to 100. */
                limit?: string;
                /** @description Must be a cursor of an earlier answer to the same filters. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        loads: components["schemas"]["WalletLoad"][];
                        /** @description Send it as cursor for the next page; the last page has none. */
                        next?: string;
                        /** @description Send it as cursor later: what has arrived since the first page was read, and nothing that was there. */
                        newer: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    createWalletLoad: {
        parameters: {
            query?: never;
            header: {
                /** @description A name of your choice for this request, new for each new one; no customer's number belongs in it. Send a repetition under the same key: it is told what was answered first, and moves nothing twice. */
                "Idempotency-Key": components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be a 10-digit Indian mobile number. */
                    customerId: string;
                    /**
                     * Paise
                     * Format: int64
                     * @description Must be more than 0 paise.
                     */
                    amountPaise: number;
                    /** @description Must be 1 to 64 printable characters. */
                    reference?: string;
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    /** @description The address of what was made. */
                    location?: string;
                    "idempotent-replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalletLoad"];
                };
            };
            /**
             * @description [`idempotency-key-missing`](/problems/idempotency-key-missing): The header Idempotency-Key is missing or not usable.
             *
             *     [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/idempotency-key-missing" | "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            /**
             * @description [`conflict`](/problems/conflict): Others changed the transfer at the same time.
             *
             *     [`idempotency-key-in-use`](/problems/idempotency-key-in-use): The first request with this Idempotency-Key is not answered yet.
             *
             *     [`reference-taken`](/problems/reference-taken): The reference names another record.
             */
            409: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/conflict" | "/problems/idempotency-key-in-use" | "/problems/reference-taken";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            /**
             * @description [`idempotency-key-reused`](/problems/idempotency-key-reused): The Idempotency-Key was used for another request.
             *
             *     [`invalid-request`](/problems/invalid-request): The request is not valid.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/idempotency-key-reused" | "/problems/invalid-request";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`eko-unavailable`](/problems/eko-unavailable): Eko does not answer, and nothing new is begun.
             *
             *     [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unavailable" | "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    getWalletLoad: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalletLoad"];
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    listWalletLoadEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the last event that you have; a stream goes on after it. */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: components["schemas"]["WalletLoadEvent"][];
                    } & {
                        [key: string]: unknown;
                    };
                    "text/event-stream": string;
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            422: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    getWalletBalance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int64 */
                        balancePaise: number;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["customer-not-enrolled"];
            /**
             * @description [`agent-invalid`](/problems/agent-invalid): The agent is not onboarded, or the user code is wrong.
             *
             *     [`eko-rejected`](/problems/eko-rejected): Eko refuses for a reason that it does not document.
             *
             *     [`eko-validation-failed`](/problems/eko-validation-failed): Eko refuses the request as invalid.
             */
            422: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/agent-invalid" | "/problems/eko-rejected" | "/problems/eko-validation-failed";
                        /** @constant */
                        status?: 422;
                    };
                };
            };
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`eko-credentials`](/problems/eko-credentials): Eko refuses our credentials, or our clock.
             *
             *     [`eko-outcome-unknown`](/problems/eko-outcome-unknown): Eko's answer did not arrive or could not be read.
             *
             *     [`initiator-invalid`](/problems/initiator-invalid): The initiator or the sender is not valid.
             */
            502: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-credentials" | "/problems/eko-outcome-unknown" | "/problems/initiator-invalid";
                        /** @constant */
                        status?: 502;
                    };
                };
            };
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    listWebhookEndpoints: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        endpoints: components["schemas"]["WebhookEndpoint"][];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    createWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be a URL of https with at most 2000 characters. */
                    url: string;
                    /** @description Must be 1 to 200 characters of text. */
                    description?: string;
                };
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    /** @description The address of what was made. */
                    location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        endpoint: components["schemas"]["WebhookEndpoint"];
                        /** @description What this endpoint's messages are signed with. It is shown this once. */
                        secret: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            /**
             * @description [`too-many-webhook-endpoints`](/problems/too-many-webhook-endpoints): There are as many webhook endpoints as there may be.
             *
             *     [`webhook-endpoint-exists`](/problems/webhook-endpoint-exists): There is a webhook endpoint by this URL.
             */
            409: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-webhook-endpoints" | "/problems/webhook-endpoint-exists";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    getWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    updateWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be a URL of https with at most 2000 characters. */
                    url: string;
                    /** @description Must be 1 to 200 characters of text. */
                    description?: string;
                    isEnabled: boolean;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["webhook-endpoint-exists"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    deleteWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be a whole number from 0 to 604800. */
                    overlapSeconds?: number;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        endpoint: components["schemas"]["WebhookEndpoint"];
                        /** @description What this endpoint's messages are signed with. It is shown this once. */
                        secret: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description Must be a UUID in lower case. */
                recordId?: string;
                outcome?: "delivered" | "retrying" | "given_up";
                /** @description Must be a UUID in lower case. */
                before?: string;
                /** @description Must be a whole number from 1 to 100. */
                limit?: string;
            };
            header?: never;
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        deliveries: components["schemas"]["WebhookDelivery"][];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            422: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    redeliverWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
                /** @description Must be a UUID in lower case. */
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: int64
                         * @description How many messages are sent once more.
                         */
                        queued: number;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["webhook-endpoint-disabled"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    redeliverWebhooksGivenUp: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be an instant such as 2026-01-31T12:00:00.000Z. */
                    from: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: int64
                         * @description How many messages are sent once more.
                         */
                        queued: number;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["webhook-endpoint-disabled"];
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    listDrift: {
        parameters: {
            query?: {
                /** @description Must be a whole number from 1 to 1000. */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        drift: ({
                            operation: string;
                            path: string;
                            kind: string;
                            expected: string;
                            /** Format: int64 */
                            count: number;
                            /** Format: date-time */
                            firstSeenAt: string;
                            /** Format: date-time */
                            lastSeenAt: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    getClockOffset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: int64 */
                        offsetMillis: number;
                        /** Format: int64 */
                        uncertaintyMillis?: number;
                        isCertain: boolean;
                        /** Format: int64 */
                        correctionMillis: number;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    getAnyTransfer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        team: string;
                        transfer: components["schemas"]["Transfer"];
                        events: components["schemas"]["TransferEvent"][];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    resolveTransfer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be 1 to 100 characters without spaces around them. */
                    operator: string;
                    /** @description Must be 1 to 500 characters without spaces around them. */
                    evidence: string;
                    /** @description Must be 10 to 20 letters, digits, - or _. */
                    clientRefId: string;
                    /** @enum {string} */
                    found: "moved";
                    /** @description Must be 1 to 32 digits, the first of them not 0. */
                    tid?: string;
                    /** @description Must be text without control characters. */
                    bankReference?: string;
                } | {
                    /** @description Must be 1 to 100 characters without spaces around them. */
                    operator: string;
                    /** @description Must be 1 to 500 characters without spaces around them. */
                    evidence: string;
                    /** @description Must be 10 to 20 letters, digits, - or _. */
                    clientRefId: string;
                    /** @enum {string} */
                    found: "not_moved";
                    /** @description Must be 1 to 100 characters without spaces around them. */
                    ticket: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transfer"];
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            /**
             * @description [`conflict`](/problems/conflict): Others changed the transfer at the same time.
             *
             *     [`movement-found`](/problems/movement-found): Eko says that there is a transaction.
             *
             *     [`resolution-too-early`](/problems/resolution-too-early): The money of this attempt may still move.
             *
             *     [`second-person-needed`](/problems/second-person-needed): A second person must confirm this.
             *
             *     [`wrong-state`](/problems/wrong-state): The transfer's state does not allow this.
             */
            409: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/conflict" | "/problems/movement-found" | "/problems/resolution-too-early" | "/problems/second-person-needed" | "/problems/wrong-state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    unblockTransfer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be 1 to 100 characters without spaces around them. */
                    operator: string;
                    /** @description Must be 1 to 500 characters without spaces around them. */
                    evidence: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Transfer"];
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            /**
             * @description [`conflict`](/problems/conflict): Others changed the transfer at the same time.
             *
             *     [`movement-found`](/problems/movement-found): Eko says that there is a transaction.
             *
             *     [`resolution-too-early`](/problems/resolution-too-early): The money of this attempt may still move.
             *
             *     [`second-person-needed`](/problems/second-person-needed): A second person must confirm this.
             *
             *     [`wrong-state`](/problems/wrong-state): The transfer's state does not allow this.
             */
            409: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/conflict" | "/problems/movement-found" | "/problems/resolution-too-early" | "/problems/second-person-needed" | "/problems/wrong-state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    getAnyWalletLoad: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        team: string;
                        load: components["schemas"]["WalletLoad"];
                        events: components["schemas"]["WalletLoadEvent"][];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    resolveWalletLoad: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Must be a UUID in lower case. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Must be 1 to 100 characters without spaces around them. */
                    operator: string;
                    /** @description Must be 1 to 500 characters without spaces around them. */
                    evidence: string;
                    /** @description Must be 10 to 20 letters, digits, - or _. */
                    clientRefId: string;
                    /** @enum {string} */
                    found: "moved";
                    /** @description Must be 1 to 32 digits, the first of them not 0. */
                    tid?: string;
                    /** @description Must be text without control characters. */
                    bankReference?: string;
                } | {
                    /** @description Must be 1 to 100 characters without spaces around them. */
                    operator: string;
                    /** @description Must be 1 to 500 characters without spaces around them. */
                    evidence: string;
                    /** @description Must be 10 to 20 letters, digits, - or _. */
                    clientRefId: string;
                    /** @enum {string} */
                    found: "not_moved";
                    /** @description Must be 1 to 100 characters without spaces around them. */
                    ticket: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "ratelimit-policy": components["headers"]["RateLimitPolicy"];
                    ratelimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalletLoad"];
                };
            };
            /**
             * @description [`malformed-body`](/problems/malformed-body): The body cannot be read.
             *
             *     [`malformed-json`](/problems/malformed-json): The body is not JSON.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/malformed-body" | "/problems/malformed-json";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            /**
             * @description [`conflict`](/problems/conflict): Others changed the transfer at the same time.
             *
             *     [`movement-found`](/problems/movement-found): Eko says that there is a transaction.
             *
             *     [`resolution-too-early`](/problems/resolution-too-early): The money of this attempt may still move.
             *
             *     [`second-person-needed`](/problems/second-person-needed): A second person must confirm this.
             *
             *     [`wrong-state`](/problems/wrong-state): The transfer's state does not allow this.
             */
            409: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/conflict" | "/problems/movement-found" | "/problems/resolution-too-early" | "/problems/second-person-needed" | "/problems/wrong-state";
                        /** @constant */
                        status?: 409;
                    };
                };
            };
            413: components["responses"]["body-too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["invalid-request"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`eko-unreachable`](/problems/eko-unreachable): Nothing was sent to Eko.
             *
             *     [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/eko-unreachable" | "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    receiveEkoCallback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "*/*": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ok";
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /**
             * @description [`callback-unreadable`](/problems/callback-unreadable): The callback cannot be read.
             *
             *     [`malformed-body`](/problems/malformed-body): The body cannot be read.
             */
            400: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/callback-unreadable" | "/problems/malformed-body";
                        /** @constant */
                        status?: 400;
                    };
                };
            };
            404: components["responses"]["not-found"];
            409: components["responses"]["conflict"];
            413: components["responses"]["body-too-large"];
            429: components["responses"]["too-many-requests"];
            500: components["responses"]["internal"];
            /**
             * @description [`overloaded`](/problems/overloaded): The service has as much to do as it can do well.
             *
             *     [`shutting-down`](/problems/shutting-down): This process is ending.
             *
             *     [`storage-unavailable`](/problems/storage-unavailable): The store is unavailable.
             */
            503: {
                headers: {
                    "x-request-id": components["headers"]["RequestId"];
                    "retry-after": components["headers"]["RetryAfter"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/overloaded" | "/problems/shutting-down" | "/problems/storage-unavailable";
                        /** @constant */
                        status?: 503;
                    };
                };
            };
        };
    };
    onTransferStateChanged: {
        parameters: {
            query?: never;
            header: {
                /** @description The message's name: the same one whenever it comes again, so that it can be taken once. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970; refuse one that is more than five minutes off. */
                "webhook-timestamp": string;
                /** @description Its signatures, separated by spaces: by the present secret, and while it is rotated by the earlier one too. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferStateChanged"];
            };
        };
        responses: {
            /** @description Taken. Any other answer, and none in time, has it sent again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onWalletLoadStateChanged: {
        parameters: {
            query?: never;
            header: {
                /** @description The message's name: the same one whenever it comes again, so that it can be taken once. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970; refuse one that is more than five minutes off. */
                "webhook-timestamp": string;
                /** @description Its signatures, separated by spaces: by the present secret, and while it is rotated by the earlier one too. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WalletLoadStateChanged"];
            };
        };
        responses: {
            /** @description Taken. Any other answer, and none in time, has it sent again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onWebhookEndpointDisabled: {
        parameters: {
            query?: never;
            header: {
                /** @description The message's name: the same one whenever it comes again, so that it can be taken once. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970; refuse one that is more than five minutes off. */
                "webhook-timestamp": string;
                /** @description Its signatures, separated by spaces: by the present secret, and while it is rotated by the earlier one too. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookEndpointDisabled"];
            };
        };
        responses: {
            /** @description Taken. Any other answer, and none in time, has it sent again. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
