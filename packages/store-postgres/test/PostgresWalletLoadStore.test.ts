import { contract } from "../../core/test/WalletLoadStoreContract.ts"
import { layerFresh } from "./support.ts"

contract("PostgresWalletLoadStore", layerFresh)
