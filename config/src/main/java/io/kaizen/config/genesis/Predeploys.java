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
                    // L1 origin hashes on this chain.
                    SystemCalls.BEACON_ROOTS,
                    SystemCalls.BEACON_ROOTS_CODE,
                    SystemCalls.HISTORY_STORAGE,
                    SystemCalls.HISTORY_STORAGE_CODE,
                    CREATE2_PROXY,
                    Bytes.fromHex(
                            "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081"
                                    + "602082378035828234f58015156039578182fd5b8082525050506014600cf3"));

    private Predeploys() {}

    static Map<Address, Bytes> code() {
        return CODE;
    }
}
