package io.kaizen.exec.state;

import io.kaizen.exec.evm.Code;
import io.kaizen.exec.ledger.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was overwritten, newest last, in one flat array. A record is its payload, then a header with
 * its kind and the number of the account or slot:
 *
 * <pre>
 *   | payload: 0, 1 or 4 longs | number << 8 | kind |
 * </pre>
 */
final class UndoLog {
    static final int BALANCE = 0;
    static final int NONCE = 1;
    static final int CODE = 2;
    static final int FLAGS = 3;
    static final int STORAGE = 4;
    static final int TRANSIENT = 5;
    static final int WARM_SLOT = 6;
    static final int REFUND = 7;
    static final int LOG = 8;

    private static final int CAPACITY_MIN = 1024;
    private static final int CAPACITY_KEPT = 1 << 18;

    /** A code before it was replaced. */
    record OldCode(Hash hash, @Nullable Code code) {}

    private long[] records = new long[CAPACITY_MIN];
    private final List<OldCode> codes = new ArrayList<>();
    private int size;

    void clear() {
        if (records.length > CAPACITY_KEPT) {
            records = new long[CAPACITY_MIN];
        }
        codes.clear();
        size = 0;
    }

    int size() {
        return size;
    }

    void push(int kind, int number) {
        reserve(1);
        records[size++] = (long) number << 8 | kind;
    }

    void push(int kind, int number, long value) {
        reserve(2);
        records[size++] = value;
        records[size++] = (long) number << 8 | kind;
    }

    void push(int kind, int number, long v3, long v2, long v1, long v0) {
        reserve(5);
        records[size++] = v3;
        records[size++] = v2;
        records[size++] = v1;
        records[size++] = v0;
        records[size++] = (long) number << 8 | kind;
    }

    void pushCode(int number, OldCode old) {
        codes.add(old);
        push(CODE, number);
    }

    /** Takes the newest record's header off. */
    long popHeader() {
        return records[--size];
    }

    long popLong() {
        return records[--size];
    }

    /** Takes four longs off: they start at the returned place of {@link #records}. */
    int popWord() {
        size -= 4;
        return size;
    }

    long[] records() {
        return records;
    }

    OldCode popCode() {
        return codes.removeLast();
    }

    private void reserve(int longs) {
        if (size + longs > records.length) {
            records = Arrays.copyOf(records, records.length * 2);
        }
    }
}
