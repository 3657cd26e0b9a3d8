package io.kaizen.exec.process;

/** How strictly a transaction is judged before it runs. */
public enum Validation {
    /** Every rule: the transaction is part of a block. */
    CONSENSUS,
    /**
     * A simulation (eth_call, eth_estimateGas, traces of calls): the nonce, the sender's code and
     * the EIP-7825 cap are not checked; a zero gas price is allowed under any base fee (and the
     * BASEFEE opcode then reads zero, as geth does); a balance that does not cover value and gas at
     * a non-zero price is still refused.
     */
    SIMULATION
}
