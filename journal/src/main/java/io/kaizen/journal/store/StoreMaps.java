package io.kaizen.journal.store;

import io.kaizen.exec.ledger.Address;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.journal.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import net.openhft.chronicle.map.ChronicleMapBuilder;

/** The maps of a state store: what their entries look like, and how all are opened and closed. */
final class StoreMaps implements AutoCloseable {
    static final int ACCOUNT_BYTES = 72;
    static final int SLOT_KEY_BYTES = Address.BYTES + Word.BYTES;

    /** A code of 24,576 bytes takes 24 of the 64 chunks that an entry may have. */
    private static final int CODE_CHUNK_BYTES = 1024;

    private static final int NODE_CHUNK_BYTES = 64;

    private static final String ACCOUNTS = "accounts";
    private static final String SLOTS = "slots";
    private static final String CODE = "code";
    private static final String NODES = "nodes";

    private final GrowingMap.Home home;

    /** In the order in which they were opened. */
    private final Deque<GrowingMap> opened = new ArrayDeque<>();

    final GrowingMap accounts;
    final GrowingMap slots;
    final GrowingMap code;
    final GrowingMap nodes;

    /**
     * @param opening of the files that there are; nodes of a store that has to be recovered are
     *     deleted instead
     */
    StoreMaps(Path folder, StoreSizing sizing, Disk disk, GrowingMap.Opening opening)
            throws IOException {
        home = new GrowingMap.Home(folder, disk, opening);
        try {
            if (opening == GrowingMap.Opening.RECOVER) {
                GrowingMap.delete(folder, NODES, disk);
            }
            accounts =
                    open(
                            ACCOUNTS,
                            sizing.accounts(),
                            map ->
                                    map.constantKeySizeBySample(new byte[Address.BYTES])
                                            .constantValueSizeBySample(new byte[ACCOUNT_BYTES]));
            slots =
                    open(
                            SLOTS,
                            sizing.slots(),
                            map ->
                                    map.constantKeySizeBySample(new byte[SLOT_KEY_BYTES])
                                            .constantValueSizeBySample(new byte[Word.BYTES]));
            code =
                    open(
                            CODE,
                            sizing.codes(),
                            map ->
                                    map.constantKeySizeBySample(new byte[Hash.BYTES])
                                            .averageValueSize(6000)
                                            .actualChunkSize(CODE_CHUNK_BYTES));
            nodes =
                    open(
                            NODES,
                            sizing.nodes(),
                            map ->
                                    map.averageKeySize(Hash.BYTES + 5)
                                            .averageValueSize(200)
                                            .actualChunkSize(NODE_CHUNK_BYTES));
        } catch (IOException | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private GrowingMap open(
            String name, long entries, UnaryOperator<ChronicleMapBuilder<byte[], byte[]>> shape)
            throws IOException {
        GrowingMap map = new GrowingMap(home, name, entries, shape);
        opened.add(map);
        return map;
    }

    static void delete(Path folder, Disk disk) throws IOException {
        for (String name : List.of(ACCOUNTS, SLOTS, CODE, NODES)) {
            GrowingMap.delete(folder, name, disk);
        }
    }

    /** After {@link #close}: brings the files to the disk. */
    void force() throws IOException {
        for (GrowingMap map : opened) {
            map.force();
        }
    }

    @Override
    public void close() {
        opened.forEach(GrowingMap::close);
    }
}
