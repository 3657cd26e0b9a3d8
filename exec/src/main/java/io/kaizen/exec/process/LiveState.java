package io.kaizen.exec.process;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.LiveAccount;
import io.kaizen.exec.state.TransactionState;
import io.kaizen.exec.trace.TracedState;

/** Lets a tracer read the state of the transaction under way. */
record LiveState(TransactionState state) implements TracedState {
    @Override
    public long nonce(Address address) {
        return state.account(address).nonce();
    }

    @Override
    public Word balance(Address address) {
        return state.account(address).balance();
    }

    @Override
    public Hash codeHash(Address address) {
        LiveAccount account = state.account(address);
        return account.exists() ? account.codeHash() : Hash.ZERO;
    }

    @Override
    public Bytes code(Address address) {
        return state.code(state.account(address)).bytes();
    }

    @Override
    public Word storage(Address address, Word slot) {
        return state.slotValue(state.slot(state.account(address), slot));
    }
}
