/**
 * Every route of the adapter.
 *
 * @module
 */

import * as WebhookRoutes from "../webhooks/WebhookRoutes.ts"
import * as CallbackRoutes from "./CallbackRoutes.ts"
import * as DigiKhataRoutes from "./DigiKhataRoutes.ts"
import * as DmtFinoRoutes from "./DmtFinoRoutes.ts"
import * as HealthRoutes from "./HealthRoutes.ts"
import * as LoadRoutes from "./LoadRoutes.ts"
import * as OperationsRoutes from "./OperationsRoutes.ts"
import * as OperatorRoutes from "./OperatorRoutes.ts"
import * as RefundRoutes from "./RefundRoutes.ts"
import * as TransferRoutes from "./TransferRoutes.ts"
import * as WalletRoutes from "./WalletRoutes.ts"

/** What is served whatever the configuration says. */
export const always = [
  ...HealthRoutes.routes,
  ...TransferRoutes.routes,
  ...RefundRoutes.routes,
  ...DmtFinoRoutes.routes,
  ...DigiKhataRoutes.routes,
  ...LoadRoutes.routes,
  ...WalletRoutes.routes,
  ...WebhookRoutes.routes,
  ...OperationsRoutes.routes,
  ...OperatorRoutes.routes
]

/** What is served where there is a token for Eko's callbacks. */
export const withCallbacks = [...always, ...CallbackRoutes.routes]
