/** The store in memory keeps what every store of wallet loads must. */
import * as TransferStoreMemory from "../src/TransferStoreMemory.ts"
import { contract } from "./WalletLoadStoreContract.ts"

contract("TransferStoreMemory", TransferStoreMemory.layer)
