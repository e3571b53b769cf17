/**
 * Every route of the adapter.
 *
 * @module
 */
import * as DigiKhataRoutes from "./DigiKhataRoutes.ts"
import * as DmtFinoRoutes from "./DmtFinoRoutes.ts"
import * as HealthRoutes from "./HealthRoutes.ts"
import * as LoadRoutes from "./LoadRoutes.ts"
import * as OperationsRoutes from "./OperationsRoutes.ts"
import * as TransferRoutes from "./TransferRoutes.ts"
import * as WalletRoutes from "./WalletRoutes.ts"

export const routes = [
  ...HealthRoutes.routes,
  ...TransferRoutes.routes,
  ...DmtFinoRoutes.routes,
  ...DigiKhataRoutes.routes,
  ...LoadRoutes.routes,
  ...WalletRoutes.routes,
  ...OperationsRoutes.routes
]
