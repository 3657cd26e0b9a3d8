package io.kaizen.config.cli;

import io.kaizen.exec.ledger.Hash;
import io.kaizen.ingress.json.BlockJson;
import io.kaizen.ingress.json.Json;
import io.kaizen.ingress.json.JsonBody;
import io.kaizen.ingress.json.Placement;
import io.kaizen.ingress.json.ReceiptJson;
import io.kaizen.journal.archive.ArchiveException;
import io.kaizen.journal.archive.BlockFile;
import io.kaizen.journal.archive.JournalFile;
import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.ChainBase;
import io.kaizen.journal.chain.SealedBlock;
import io.kaizen.journal.order.OrderEntry;
import io.kaizen.journal.order.OrderReader;
import io.kaizen.journal.order.ReadResult;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/** What {@code kaizen export} writes. */
enum ExportFormat {
    /** Blocks in RLP, one behind the other. */
    RLP {
        @Override
        void write(JournalFolder journal, Range range, OutputStream out, LongConsumer progress)
                throws IOException {
            for (long number = range.from(); number <= range.to(); number++) {
                out.write(BlockFile.encode(journal.chain().recorded(number).block()).array());
                progress.accept(number);
            }
        }
    },
    /** A block a line, with its transactions and receipts. */
    JSONL {
        @Override
        void write(JournalFolder journal, Range range, OutputStream out, LongConsumer progress)
                throws IOException {
            Json json = new Json(1, 1);
            for (long number = range.from(); number <= range.to(); number++) {
                SealedBlock block = journal.chain().recorded(number).block();
                out.write(json.write(line(block), LINE_BYTES_MAX));
                out.write('\n');
                progress.accept(number);
            }
        }
    },
    /** The entries of the order, byte for byte. */
    JOURNAL {
        @Override
        void write(JournalFolder journal, Range range, OutputStream out, LongConsumer progress)
                throws IOException {
            OrderEnd before = OrderEnd.before(range.from(), journal.chain());
            SealedBlock.OrderRange last = journal.chain().recorded(range.to()).range();
            long first = before.position() + 1;
            JournalFile.write(
                    out,
                    new JournalFile.Head(
                            journal.chainId(), journal.identity().genesis(), first, before.hash()));
            try (OrderReader reader = journal.order().reader(first, before.hash())) {
                OrderEntry entry;
                do {
                    entry = next(reader);
                    out.write(reader.lastBytes());
                    if (entry.body() instanceof OrderEntry.Body.Close(long number)) {
                        progress.accept(number);
                    }
                } while (entry.position() < last.last());
                if (!entry.hash().equals(last.orderHash())) {
                    throw new ArchiveException(
                            "order hash at position %d is %s, block %d cites %s"
                                    .formatted(
                                            entry.position(),
                                            entry.hash(),
                                            range.to(),
                                            last.orderHash()));
                }
            }
            JournalFile.write(
                    out,
                    new JournalFile.End(
                            last.last() - first + 1,
                            range.to(),
                            last.orderHash(),
                            journal.chain().recorded(range.to()).hash()));
        }
    };

    private static final long LINE_BYTES_MAX = 1L << 30;

    /** The last position before a block, and the order hash there. */
    private record OrderEnd(long position, Hash hash) {
        static OrderEnd before(long block, BlockSource chain) {
            ChainBase base = chain.base();
            if (base != null && base.number() == block - 1) {
                return new OrderEnd(base.position(), base.orderHash());
            }
            SealedBlock.OrderRange range = chain.recorded(block - 1).range();
            return new OrderEnd(range.last(), range.orderHash());
        }
    }

    /** Blocks, both included. */
    record Range(long from, long to) {}

    /**
     * Writes the blocks.
     *
     * @param progress told the number of each block that was written
     */
    abstract void write(JournalFolder journal, Range range, OutputStream out, LongConsumer progress)
            throws IOException;

    /** The first block that the format can begin with: genesis is no part of the order. */
    long first() {
        return this == JOURNAL ? 1 : 0;
    }

    private static JsonBody line(SealedBlock block) {
        return out -> {
            out.beginObject().name("block");
            out.body(BlockJson.block(block, BlockJson.Transactions.FULL));
            out.name("receipts").beginArray();
            int logs = 0;
            for (int i = 0; i < block.receipts().size(); i++) {
                out.body(
                        new ReceiptJson(
                                block.transactions().get(i),
                                block.receipts().get(i),
                                Placement.of(block, i, logs),
                                null));
                logs += block.receipts().get(i).logs().size();
            }
            out.endArray().endObject();
        };
    }

    private static OrderEntry next(OrderReader reader) throws IOException {
        return switch (reader.read()) {
            case ReadResult.Entry(OrderEntry entry) -> entry;
            case ReadResult.End _ ->
                    throw new ArchiveException("the order ends at position " + reader.position());
            case ReadResult.Damaged(long position, String why) ->
                    throw new ArchiveException("order entry " + position + ": " + why);
        };
    }
}
