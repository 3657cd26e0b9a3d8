package io.kaizen.exec.trace;

import java.util.Map;

/** Halts in Parity's words. Pure. */
final class ParityErrors {
    /** geth's word for a revert. */
    static final String REVERTED = "execution reverted";

    private static final String OUT_OF_GAS = "Out of gas";
    private static final String BUILT_IN = "Built-in failed";

    private static final Map<String, String> WHOLE =
            Map.ofEntries(
                    Map.entry("contract creation code storage out of gas", OUT_OF_GAS),
                    Map.entry("out of gas", OUT_OF_GAS),
                    Map.entry("gas uint64 overflow", OUT_OF_GAS),
                    Map.entry("max code size exceeded", OUT_OF_GAS),
                    Map.entry("invalid jump destination", "Bad jump destination"),
                    Map.entry(REVERTED, "Reverted"),
                    Map.entry("return data out of bounds", "Out of bounds"),
                    Map.entry("stack limit reached 1024 (1023)", "Out of stack"),
                    Map.entry("precompiled failed", BUILT_IN),
                    Map.entry("invalid input length", BUILT_IN));

    private static final Map<String, String> BEGINNING =
            Map.ofEntries(
                    Map.entry("out of gas:", OUT_OF_GAS),
                    Map.entry("invalid opcode:", "Bad instruction"),
                    Map.entry("stack underflow", "Stack underflow"));

    private ParityErrors() {}

    /** The halt's message, unchanged where Parity has no word for it. */
    static String of(String message) {
        String whole = WHOLE.get(message);
        if (whole != null) {
            return whole;
        }
        return BEGINNING.entrySet().stream()
                .filter(known -> message.startsWith(known.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(message);
    }
}
