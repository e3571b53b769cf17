/**
 * Every route of the adapter.
 *
 * @module
 */
import * as HealthRoutes from "./HealthRoutes.ts"
import * as OperationsRoutes from "./OperationsRoutes.ts"
import * as SenderRoutes from "./SenderRoutes.ts"
import * as TransferRoutes from "./TransferRoutes.ts"

export const routes = [
  ...HealthRoutes.routes,
  ...TransferRoutes.routes,
  ...SenderRoutes.routes,
  ...OperationsRoutes.routes
]
