import * as TransferStoreMemory from "../src/TransferStoreMemory.ts"
import { contract } from "./WalletLoadStoreContract.ts"

contract("TransferStoreMemory", TransferStoreMemory.layer)
