package io.kaizen.exec.process;

import io.kaizen.exec.evm.Code;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Authorization;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.TransactionCodec;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.state.LiveAccount;
import io.kaizen.exec.state.TransactionState;
import java.util.List;

/** Sets the delegations of a transaction (EIP-7702); those that do not hold are passed over. */
final class Authorizations {
    /** Of the 25,000 paid for an account that might have had to be made. */
    private static final long REFUND_EXISTING = 12_500;

    private Authorizations() {}

    static void apply(List<Authorization> authorizations, Word chainId, TransactionState state) {
        for (Authorization authorization : authorizations) {
            apply(authorization, chainId, state);
        }
    }

    private static void apply(Authorization a, Word chainId, TransactionState state) {
        boolean ours = a.chainId().isZero() || a.chainId().equals(chainId);
        if (!ours || a.nonce() == -1) {
            return;
        }
        Address authority = TransactionCodec.authority(a);
        if (authority == null) {
            return;
        }
        LiveAccount account = state.account(authority);
        state.warm(account);
        boolean free = !account.hasCode() || Code.isDelegation(state.code(account).bytes());
        if (!free || account.nonce() != a.nonce()) {
            return;
        }
        if (account.exists()) {
            state.addRefund(REFUND_EXISTING);
        }
        boolean clears = a.address().equals(Address.ZERO);
        state.setCode(account, clears ? Bytes.EMPTY : Code.delegation(a.address()));
        state.setNonce(account, account.nonce() + 1);
    }
}
