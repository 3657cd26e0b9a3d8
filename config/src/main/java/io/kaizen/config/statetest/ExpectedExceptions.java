package io.kaizen.config.statetest;

import io.kaizen.exec.process.InvalidReason;
import java.util.Arrays;
import java.util.Map;

/** Which of the tests' exception names each of our reasons answers to. */
final class ExpectedExceptions {
    private static final String PREFIX = "TransactionException.";
    private static final Map<String, InvalidReason> REASONS =
            Map.ofEntries(
                    Map.entry("INSUFFICIENT_ACCOUNT_FUNDS", InvalidReason.INSUFFICIENT_FUNDS),
                    Map.entry("INTRINSIC_GAS_TOO_LOW", InvalidReason.INTRINSIC_GAS_TOO_LOW),
                    Map.entry(
                            "INTRINSIC_GAS_BELOW_FLOOR_GAS_COST", InvalidReason.FLOOR_GAS_TOO_LOW),
                    Map.entry("SENDER_NOT_EOA", InvalidReason.SENDER_NOT_EOA),
                    Map.entry("TYPE_3_TX_INVALID_BLOB_VERSIONED_HASH", InvalidReason.BLOB_VERSION),
                    Map.entry("GAS_LIMIT_EXCEEDS_MAXIMUM", InvalidReason.GAS_LIMIT_TOO_HIGH),
                    Map.entry("INSUFFICIENT_MAX_FEE_PER_GAS", InvalidReason.FEE_CAP_BELOW_BASE_FEE),
                    Map.entry("TYPE_3_TX_ZERO_BLOBS", InvalidReason.BLOB_COUNT),
                    Map.entry("NONCE_IS_MAX", InvalidReason.NONCE_MAX),
                    Map.entry("NONCE_MISMATCH_TOO_LOW", InvalidReason.NONCE_TOO_LOW),
                    Map.entry("NONCE_MISMATCH_TOO_HIGH", InvalidReason.NONCE_TOO_HIGH),
                    Map.entry("INSUFFICIENT_MAX_FEE_PER_BLOB_GAS", InvalidReason.BLOB_FEE_TOO_LOW),
                    Map.entry("TYPE_1_TX_PRE_FORK", InvalidReason.TYPE_NOT_SUPPORTED),
                    Map.entry("TYPE_2_TX_PRE_FORK", InvalidReason.TYPE_NOT_SUPPORTED),
                    Map.entry("TYPE_3_TX_PRE_FORK", InvalidReason.TYPE_NOT_SUPPORTED),
                    Map.entry("TYPE_4_TX_PRE_FORK", InvalidReason.TYPE_NOT_SUPPORTED),
                    Map.entry("GAS_ALLOWANCE_EXCEEDED", InvalidReason.BLOCK_GAS_EXCEEDED),
                    Map.entry(
                            "PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS",
                            InvalidReason.TIP_ABOVE_FEE_CAP),
                    Map.entry("TYPE_3_TX_CONTRACT_CREATION", InvalidReason.CREATION_NOT_ALLOWED),
                    Map.entry("TYPE_4_TX_CONTRACT_CREATION", InvalidReason.CREATION_NOT_ALLOWED),
                    Map.entry(
                            "TYPE_4_EMPTY_AUTHORIZATION_LIST",
                            InvalidReason.EMPTY_AUTHORIZATION_LIST),
                    Map.entry(
                            "TYPE_3_TX_MAX_BLOB_GAS_ALLOWANCE_EXCEEDED", InvalidReason.BLOB_COUNT),
                    Map.entry("TYPE_3_TX_BLOB_COUNT_EXCEEDED", InvalidReason.BLOB_COUNT),
                    Map.entry("INITCODE_SIZE_EXCEEDED", InvalidReason.INIT_CODE_TOO_LARGE));

    private ExpectedExceptions() {}

    /** Whether the reason is one of those that {@code names}, joined by bars, allow. */
    static boolean allow(String names, InvalidReason reason) {
        return Arrays.stream(names.split("\\|"))
                .anyMatch(name -> REASONS.get(name.replace(PREFIX, "")) == reason);
    }
}
