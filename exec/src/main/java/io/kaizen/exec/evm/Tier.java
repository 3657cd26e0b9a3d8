package io.kaizen.exec.evm;

/** When code runs in register form; what it computes is the same. */
public enum Tier {
    /** As it stands until it proves hot. */
    HOT,
    /** From the first time. */
    ALWAYS,
    /** Never: the reference interpreter alone. */
    NEVER
}
