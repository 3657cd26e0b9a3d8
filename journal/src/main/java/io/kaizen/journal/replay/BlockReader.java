package io.kaizen.journal.replay;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.RecordDamageException;
import io.kaizen.journal.chain.RecordedBlock;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.order.BlockOpening;
import io.kaizen.journal.order.OrderEntry;
import io.kaizen.journal.order.OrderReader;
import io.kaizen.journal.order.ReadResult;
import java.util.ArrayList;
import java.util.List;

/** The first stage: entries of the order, block by block, and the record beside. One at a time. */
final class BlockReader {
    /** So many transactions are worth handing over. */
    private static final int BATCH_TRANSACTIONS = 512;

    private static final int BATCH_BLOCKS = 64;

    private final BlockSource log;
    private final OrderReader reader;
    private final RecordedHashes hashes;
    private long to;
    private long next;

    BlockReader(BlockSource log, OrderReader reader, RecordedHashes hashes, long from) {
        this.log = log;
        this.reader = reader;
        this.hashes = hashes;
        this.next = from;
        this.to = from - 1;
    }

    /** Reads on, up to a block. Between two pipelines. */
    void goOnTo(long last) {
        to = last;
    }

    /** Whether the last block that is asked for was read. */
    boolean isAtEnd() {
        return next > to;
    }

    /** The next blocks, at least one unless there is a finding. */
    ReplayBatch read() {
        ReplayBatch batch = new ReplayBatch();
        while (batch.transactions() < BATCH_TRANSACTIONS
                && batch.blocks().size() < BATCH_BLOCKS
                && !isAtEnd()) {
            try {
                batch.add(readBlock());
            } catch (StopException stop) {
                batch.endBefore(batch.blocks().size(), stop.finding());
                return batch;
            } catch (RecordDamageException damaged) {
                batch.endBefore(batch.blocks().size(), Finding.of(damaged));
                return batch;
            }
            next++;
        }
        return batch;
    }

    private ReplayedBlock readBlock() throws StopException {
        ReplayedBlock.Ordered ordered = readOrdered();
        RecordedBlock recorded = log.recorded(next);
        Hash parent = hashes.hash(next - 1);
        hashes.put(next, recorded.hash());
        return new ReplayedBlock(ordered, recorded, parent);
    }

    private ReplayedBlock.Ordered readOrdered() throws StopException {
        Divergence.Place place = Divergence.Place.ofBlock(next);
        OrderEntry first = readEntry();
        if (!(first.body() instanceof OrderEntry.Body.Open(BlockOpening opening))) {
            throw differs(place, "order.first", first.body(), "an open entry");
        }
        if (opening.number() != next) {
            throw differs(place, "order.open.number", opening.number(), next);
        }
        List<OrderEntry.Body.Ordered> entries = new ArrayList<>();
        while (true) {
            OrderEntry entry = readEntry();
            switch (entry.body()) {
                case OrderEntry.Body.Ordered ordered -> entries.add(ordered);
                case OrderEntry.Body.Close(long closed) -> {
                    if (closed != next) {
                        throw differs(place, "order.close.number", closed, next);
                    }
                    return new ReplayedBlock.Ordered(
                            opening,
                            entries,
                            new SealedBlock.OrderRange(
                                    first.position(), entry.position(), entry.hash()));
                }
                case OrderEntry.Body.Open open ->
                        throw differs(place, "order.close", open, "close of the block");
                case OrderEntry.Body.Reserved reserved ->
                        throw damaged(
                                entry.position(), "this version cannot run " + reserved.kind());
            }
        }
    }

    private OrderEntry readEntry() throws StopException {
        return switch (reader.read()) {
            case ReadResult.Entry(OrderEntry entry) -> entry;
            case ReadResult.End _ ->
                    throw damaged(reader.position(), "the order ends inside block " + next);
            case ReadResult.Damaged(long position, String why) -> throw damaged(position, why);
        };
    }

    private static StopException differs(
            Divergence.Place place, String field, Object replayed, Object recorded) {
        return new StopException(Finding.differs(place, field, replayed, recorded));
    }

    private StopException damaged(long position, String why) {
        return new StopException(new Finding.Unreadable(new Damage.Entry(next, position, why)));
    }
}
