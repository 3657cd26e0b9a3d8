package io.kaizen.exec.evm;

/** How a frame came about. */
public enum CallKind {
    CALL,
    CALLCODE,
    DELEGATECALL,
    STATICCALL,
    CREATE,
    CREATE2,
    /** Not a frame, but shown to tracers as one. */
    SELFDESTRUCT;

    public boolean isCreation() {
        return this == CREATE || this == CREATE2;
    }
}
