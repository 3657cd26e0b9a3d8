package io.kaizen.journal.chain;

import io.kaizen.exec.state.Effects;
import io.kaizen.journal.segment.ArchiveDamageException;
import io.kaizen.journal.segment.Place;
import io.kaizen.journal.segment.SegmentCursor;
import io.kaizen.journal.segment.SegmentLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The chain queue for who only reads, with or without a node that has it open: needs no lock and no
 * index, and changes nothing. Holds 8 bytes a block. What the queue held when this was made; any
 * thread.
 */
public final class ChainReader implements BlockSource {
    private final SegmentLibrary library;
    private final @Nullable ChainBase base;
    private final long first;
    private long[] places = new long[1024];
    private int count;

    private ChainReader(SegmentLibrary library, @Nullable ChainBase base) {
        this.library = library;
        this.base = base;
        this.first = base == null ? 0 : base.number() + 1;
    }

    /**
     * Looks at the head of each record.
     *
     * @throws RecordDamageException where a record is missing
     * @throws IllegalStateException where one is another release's
     */
    public static ChainReader open(Path folder) {
        try {
            while (true) {
                ChainBase base = ChainBase.read(folder);
                try {
                    return open(folder, base);
                } catch (RecordDamageException missing) {
                    // Its first segments may have been dropped meanwhile.
                    if (Objects.equals(base, ChainBase.read(folder))) {
                        throw missing;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }

    private static ChainReader open(Path folder, @Nullable ChainBase base) {
        ChainReader reader =
                new ChainReader(SegmentLibrary.of(folder, RecordFrame.RECORD_BYTES_MAX), base);
        try {
            reader.scan();
        } catch (UncheckedIOException unreadable) {
            if (unreadable.getCause() instanceof ArchiveDamageException damaged) {
                throw reader.damaged(damaged);
            }
            throw unreadable;
        }
        reader.dropTornEnd();
        return reader;
    }

    private void scan() {
        byte[] head = new byte[RecordFrame.PAYLOAD];
        SegmentCursor cursor = library.cursor(Place.START);
        for (int length = cursor.next(); length != SegmentCursor.NOTHING; length = cursor.next()) {
            if (length < RecordFrame.PAYLOAD) {
                continue;
            }
            cursor.copy(head, RecordFrame.PAYLOAD);
            long number = RecordFrame.number(head);
            boolean isKnown = RecordFrame.isOfThisVersion(head);
            if (isKnown && number == first + count) {
                add(cursor.place());
            } else if (!isKnown || number > first + count) {
                refuse(frame(cursor.place()));
            }
        }
    }

    /**
     * A whole record that is not expected here; others were never finished, and are passed over.
     */
    private void refuse(byte[] frame) {
        RecordFrame.refuseOtherVersions(frame);
        if (RecordFrame.fault(frame) == null) {
            throw new RecordDamageException(
                    first + count,
                    "damaged or missing: block %d follows".formatted(RecordFrame.number(frame)));
        }
    }

    private RecordDamageException damaged(ArchiveDamageException damage) {
        return new RecordDamageException(first + count, String.valueOf(damage.getMessage()));
    }

    private void add(long place) {
        if (count == places.length) {
            places = Arrays.copyOf(places, count * 2);
        }
        places[count++] = place;
    }

    private void dropTornEnd() {
        while (count > 0 && RecordFrame.fault(frame(places[count - 1])) != null) {
            count--;
        }
    }

    @Override
    public long height() {
        return first + count - 1;
    }

    @Override
    public @Nullable ChainBase base() {
        return base;
    }

    @Override
    public @Nullable SealedBlock block(long number) {
        return holds(number) ? recorded(number).block() : null;
    }

    @Override
    public @Nullable Effects effects(long number) {
        return holds(number) ? recorded(number).effects() : null;
    }

    @Override
    public RecordedBlock recorded(long number) {
        if (!holds(number)) {
            throw new IllegalArgumentException(
                    "block %d of a chain that has blocks %d to %d"
                            .formatted(number, first, height()));
        }
        return RecordedBlock.ofFrame(number, frame(places[(int) (number - first)]));
    }

    private boolean holds(long number) {
        return number >= first && number < first + count;
    }

    private byte[] frame(long place) {
        try {
            return library.read(place);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + Place.describe(place), e);
        }
    }
}
