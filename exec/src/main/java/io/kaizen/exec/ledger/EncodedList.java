package io.kaizen.exec.ledger;

import java.util.List;

/** Encodings in the order of a list, each somewhere in an array, to be read only. */
public final class EncodedList {
    private final byte[][] arrays;
    private final int[] offsets;
    private final int[] lengths;

    private EncodedList(int count) {
        arrays = new byte[count][];
        offsets = new int[count];
        lengths = new int[count];
    }

    /** Each in its own array. */
    public static EncodedList of(List<Bytes> items) {
        EncodedList list = new EncodedList(items.size());
        for (int i = 0; i < items.size(); i++) {
            Bytes item = items.get(i);
            list.arrays[i] = item.array();
            list.lengths[i] = item.size();
        }
        return list;
    }

    /**
     * All in one array, from its end.
     *
     * @param ends how far from the array's end each begins, in bytes; the first item's is largest
     */
    public static EncodedList fromBehind(byte[] array, int[] ends) {
        EncodedList list = new EncodedList(ends.length);
        for (int i = 0; i < ends.length; i++) {
            list.arrays[i] = array;
            list.offsets[i] = array.length - ends[i];
            list.lengths[i] = ends[i] - (i + 1 < ends.length ? ends[i + 1] : 0);
        }
        return list;
    }

    public int count() {
        return arrays.length;
    }

    public byte[] array(int index) {
        return arrays[index];
    }

    /** Where the encoding begins in its array. */
    public int offset(int index) {
        return offsets[index];
    }

    /** The encoding's bytes. */
    public int length(int index) {
        return lengths[index];
    }
}
