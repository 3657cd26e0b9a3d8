package io.kaizen.config.genesis;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.process.SystemCalls;
import java.util.Map;

/** Contracts that stand at fixed addresses from the first block. */
final class Predeploys {
    /** The deterministic deployment proxy that Foundry and others expect. */
    static final Address CREATE2_PROXY =
            Address.fromHex("0x4e59b44847b379578588920cA78FbF26c0B4956C");

    private static final Map<Address, Bytes> CODE =
            Map.of(
                    // L1 origin hashes on this chain (EIP-4788).
                    SystemCalls.BEACON_ROOTS,
                    Bytes.fromHex(
                            "0x3373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5ffd5b"
                                    + "5f35801560495762001fff810690815414603c575f5ffd5b62001fff01545f5260205ff35b"
                                    + "5f5ffd5b62001fff42064281555f359062001fff015500"),
                    // Block hashes in state (EIP-2935).
                    SystemCalls.HISTORY_STORAGE,
                    Bytes.fromHex(
                            "0x3373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35600143"
                                    + "038111604257611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611f"
                                    + "ff60014303065500"),
                    CREATE2_PROXY,
                    Bytes.fromHex(
                            "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081"
                                    + "602082378035828234f58015156039578182fd5b8082525050506014600cf3"));

    private Predeploys() {}

    static Map<Address, Bytes> code() {
        return CODE;
    }
}
