package io.kaizen.exec.parallel;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.StateView;
import io.kaizen.exec.ledger.Word;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state as one speculative run finds it: for each location the newest version below the run's
 * own place, else the committed value. Notes every read in the task. One worker.
 */
final class SpeculativeView implements StateView {
    private final HotState state;
    private final Window window;

    private @Nullable Task task;
    private CellTable.@Nullable Generations generations;
    private long sequence;
    private long watermark;
    private boolean metDependency;

    // The fee recipient's account moves with every commit, and no run cares by how much: looking
    // once a chunk spares each run a cache line that the owner has just written.
    private @Nullable Address recipient;
    private @Nullable AccountCell recipientCell;
    private Object recipientSeen = AccountCell.NONE;

    SpeculativeView(HotState state, Window window) {
        this.state = state;
        this.window = window;
    }

    /** Begins a chunk of tasks. */
    void beginChunk(long committed) {
        watermark = committed;
        recipient = null;
        generations = state.generations();
    }

    /** Begins a task of the chunk. */
    void begin(Task next) {
        task = next;
        sequence = next.sequence;
        next.generations = generations;
        metDependency = false;
    }

    /** Whether the task read what its predicted predecessor had written. */
    boolean metDependency() {
        return metDependency;
    }

    @Override
    public @Nullable Account account(Address address) {
        Task reader = Objects.requireNonNull(task);
        boolean isRecipient = address.equals(recipient);
        AccountCell cell = isRecipient ? recipientCell : null;
        Object seen = recipientSeen;
        if (cell == null) {
            cell = Objects.requireNonNull(generations).account(address);
            Object version = version(cell, reader);
            seen = version == null ? state.committed(cell) : version;
            if (address.equals(Objects.requireNonNull(reader.context).feeRecipient())) {
                recipient = address;
                recipientCell = cell;
                recipientSeen = seen;
            }
        }
        reader.read(cell, seen);
        return AccountCell.account(seen);
    }

    @Override
    public Word storage(Address address, Word slot) {
        if (state.late().isLate(address)) {
            throw new GivenUp();
        }
        Task reader = Objects.requireNonNull(task);
        SlotCell cell = Objects.requireNonNull(generations).slot(address, slot);
        Object version = version(cell, reader);
        Word seen = version == null ? state.committed(cell) : (Word) version;
        reader.read(cell, seen);
        return seen;
    }

    private @Nullable Object version(Cell cell, Task reader) {
        Cell.Version version = cell.below(sequence, watermark);
        if (version == null) {
            return null;
        }
        // The owner leaves no versions: what it has committed since the chunk began may be newer.
        watermark = window.watermark();
        if (version.sequence <= watermark) {
            return null;
        }
        Object value = version.value;
        if (Cell.isEstimate(value)) {
            throw new GivenUp();
        }
        metDependency |= version.sequence == reader.dependency;
        return value;
    }

    @Override
    public Bytes code(Hash codeHash) {
        Bytes code = state.code(codeHash);
        if (code.isEmpty() && !codeHash.equals(Hash.EMPTY_CODE)) {
            throw new GivenUp();
        }
        return code;
    }

    /** EIP-7610 asks it of new contracts, and the answer is all but always no. */
    @Override
    public boolean hasStorage(Address address) {
        if (state.base().hasStorage(address)) {
            throw new GivenUp();
        }
        Objects.requireNonNull(task).storageless.add(address);
        return false;
    }
}
