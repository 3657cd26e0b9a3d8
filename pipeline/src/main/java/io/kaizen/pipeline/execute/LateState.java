package io.kaizen.pipeline.execute;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import io.kaizen.exec.process.SystemCalls;
import org.jspecify.annotations.Nullable;

/**
 * The state that execution sees, with the late location filled in: a slot of EIP-2935's contract
 * that belongs to a block which is not sealed yet waits for its hash; everything else passes
 * through.
 */
final class LateState implements StateView {
    private final StateView head;
    private final long number;
    private final long sealedAtOpen;
    private final ParentHashes hashes;
    private final boolean hasHistory;

    /**
     * @param number of the open block
     * @param sealedAtOpen up to which block the contract's slots were already written
     */
    LateState(StateView head, long number, long sealedAtOpen, ParentHashes hashes) {
        this.head = head;
        this.number = number;
        this.sealedAtOpen = sealedAtOpen;
        this.hashes = hashes;
        this.hasHistory = head.account(SystemCalls.HISTORY_STORAGE) != null;
    }

    @Override
    public Word storage(Address address, Word slot) {
        if (hasHistory
                && hashes.isLate(address)
                && slot.fitsPositiveLong()
                && slot.w0() < ParentHashes.WINDOW) {
            for (long ancestor = number - 1;
                    ancestor >= sealedAtOpen && ancestor >= 0;
                    ancestor--) {
                if (ancestor % ParentHashes.WINDOW == slot.w0()) {
                    return hashes.hash(ancestor).toWord();
                }
            }
        }
        return head.storage(address, slot);
    }

    @Override
    public @Nullable Account account(Address address) {
        return head.account(address);
    }

    @Override
    public Bytes code(Hash codeHash) {
        return head.code(codeHash);
    }

    @Override
    public boolean hasStorage(Address address) {
        return head.hasStorage(address);
    }
}
