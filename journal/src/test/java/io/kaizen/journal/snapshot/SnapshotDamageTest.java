package io.kaizen.journal.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Account;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Word;
import io.kaizen.journal.chain.BlockSource;
import io.kaizen.journal.chain.MemoryBlockLog;
import io.kaizen.journal.disk.Disk;
import io.kaizen.journal.disk.FailingDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of damage is found, and the file and the record are named. */
class SnapshotDamageTest {
    private static final ChunkRule SMALL = new ChunkRule(256, 2_000, 3);

    @TempDir Path folder;

    private Snapshot snapshot;
    private ChunkFiles files;
    private Manifest manifest;

    @BeforeEach
    void make() throws IOException {
        MemoryBlockLog log = new MemoryBlockLog();
        Chains chain = new Chains(20_261_125, log);
        chain.seal(20);
        chain.seal(chain.largeStorage(200));
        snapshot = make(log);
        manifest = snapshot.manifest();
        files = new ChunkFiles(snapshot.chunkFolder(), FailingDisk.never());
        assertEquals(List.of(), faults());
        assertTrue(manifest.code().size() > 1 && manifest.state().size() > 20);
    }

    private Snapshot make(BlockSource chain) throws IOException {
        return Snapshots.in(folder, FailingDisk.never(), new SnapshotMaker.Limits(SMALL, 1_000_000))
                .make(chain, chain.height(), SnapshotProgress.NONE);
    }

    private List<String> faults() throws IOException {
        return SnapshotVerifier.faults(snapshot, SnapshotProgress.NONE);
    }

    private void assertOneFault(String... parts) throws IOException {
        List<String> faults = faults();
        assertEquals(1, faults.size(), faults.toString());
        for (String part : parts) {
            assertTrue(faults.getFirst().contains(part), faults + ", want " + part);
        }
    }

    private Path file(ChunkRef ref) {
        return files.file(ref.hash());
    }

    @Test
    void everyDamagedFileIsNamed() throws IOException {
        Files.delete(file(manifest.state().get(2)));
        Path flipped = file(manifest.state().get(5));
        byte[] content = Files.readAllBytes(flipped);
        content[content.length / 2] ^= 1;
        Files.write(flipped, content);
        Path truncated = file(manifest.state().get(7));
        byte[] whole = Files.readAllBytes(truncated);
        Files.write(truncated, Arrays.copyOf(whole, whole.length - 9));
        Files.copy(
                file(manifest.state().get(10)),
                file(manifest.state().get(9)),
                StandardCopyOption.REPLACE_EXISTING);
        Files.write(file(manifest.code().get(1)), new byte[0]);
        List<String> faults = faults();
        assertEquals(5, faults.size(), faults.toString());
        assertStarts("state chunk 3 of", "missing", faults.get(0));
        assertStarts("state chunk 6 of", "", faults.get(1));
        assertStarts("state chunk 8 of", "cannot be decompressed", faults.get(2));
        assertStarts("state chunk 10 of", "", faults.get(3));
        assertStarts("code chunk 2 of", "", faults.get(4));
    }

    private static void assertStarts(String start, String part, String fault) {
        assertTrue(fault.startsWith(start) && fault.contains(part), fault);
    }

    /** Any bit of a chunk's file; zstd's own header has some that say nothing. */
    @Test
    void aFlippedBitIsFoundOrHarmless() throws IOException {
        Path file = file(manifest.state().getFirst());
        byte[] content = Files.readAllBytes(file);
        int found = 0;
        for (int at = 0; at < content.length; at++) {
            byte[] changed = content.clone();
            changed[at] ^= (byte) (1 << (at & 7));
            Files.write(file, changed);
            try {
                byte[] chunk = files.read(manifest.state().getFirst());
                assertEquals(manifest.state().getFirst().hash(), files.hash(chunk, chunk.length));
            } catch (SnapshotException damaged) {
                found++;
            }
        }
        assertTrue(found >= content.length - 2, found + " of " + content.length);
    }

    /** Puts another chunk, with a right hash, in the place of one, and a manifest that says so. */
    private void replace(int index, UnaryOperator<byte[]> change) throws IOException {
        ChunkRef old = manifest.state().get(index);
        byte[] chunk = change.apply(files.read(old).clone());
        ChunkRef ref =
                new ChunkRef(
                        files.hash(chunk, chunk.length),
                        chunk.length,
                        old.records(),
                        old.firstKey());
        files.put(ref, chunk);
        List<ChunkRef> state = new ArrayList<>(manifest.state());
        state.set(index, ref);
        use(with(state, manifest.code()));
    }

    private Manifest with(List<ChunkRef> state, List<ChunkRef> code) {
        return new Manifest(
                manifest.chain(),
                manifest.header(),
                manifest.order(),
                manifest.counts(),
                state,
                code);
    }

    private void use(Manifest changed) throws IOException {
        byte[] encoded = ManifestCodec.encode(changed);
        Hash id = Snapshot.id(encoded);
        Path file = Files.write(folder.resolve(Snapshot.name(changed, id)), encoded);
        snapshot = Snapshot.read(file);
    }

    private static byte[] with(byte[] chunk, int at, int value) {
        chunk[at] = (byte) value;
        return chunk;
    }

    @Test
    void recordsThatDoNotBelongAreNamed() throws IOException {
        replace(4, chunk -> with(chunk, 0, 9));
        assertOneFault("state chunk 5 of", "record 0", "kind 9");
        replace(4, chunk -> with(chunk, 0, Records.SLOT));
        assertOneFault("state chunk 5 of", "record 0", "kind 2 begins the chunk");
        replace(4, chunk -> Arrays.copyOf(chunk, chunk.length - 1));
        assertOneFault("state chunk 5 of", "it ends after");
        replace(4, chunk -> with(chunk, 1, 0x77));
        assertOneFault("state chunk 5 of", "record 1 of");
        // A balance: all is in order, but the root is another.
        replace(4, chunk -> with(chunk, Records.ACCOUNT_BYTES - 40, 0x55));
        assertOneFault("state root of block 21", manifest.stateRoot().hex());
    }

    @Test
    void chunksInAnotherOrderOrLeftOutAreNamed() throws IOException {
        List<ChunkRef> swapped = new ArrayList<>(manifest.state());
        swapped.set(3, manifest.state().get(4));
        swapped.set(4, manifest.state().get(3));
        use(with(swapped, manifest.code()));
        assertOneFault("state chunk 5 of", "record 1");
        List<ChunkRef> fewer = new ArrayList<>(manifest.state());
        fewer.removeLast();
        use(with(fewer, manifest.code()));
        assertEquals(1, faults().size());
        use(with(manifest.state(), manifest.code().subList(1, manifest.code().size())));
        assertOneFault("codes are missing");
    }

    @Test
    void aManifestMustBeWhatItsNameAndItsSpellingSay() throws IOException {
        String json = Files.readString(snapshot.file());
        refused(json.replaceFirst("\"number\":21", "\"number\":22"), "hash or state root");
        refused(json.replaceFirst("\\{", "{ "), "not spelled");
        refused(json.replace("kaizen-snapshot-1", "kaizen-snapshot-9"), "kaizen-snapshot-9");
        refused(json.substring(0, json.length() / 2), "not JSON");
        refused("{}", "format \"\"");
        refused("[]", "format");
        refused(json.replaceFirst("\"records\":\\d+", "\"records\":-1"), "records");
        Path renamed = folder.resolve("000000000021-0123456789abcdef.json");
        Files.writeString(renamed, json);
        String why =
                assertThrows(SnapshotException.class, () -> Snapshot.read(renamed)).getMessage();
        assertTrue(why.contains(snapshot.file().getFileName().toString()), why);
        assertEquals(1, Snapshots.in(folder).list().faults().size());
    }

    private void refused(String json, String part) {
        String why =
                assertThrows(
                                SnapshotException.class,
                                () -> ManifestCodec.decode(json.getBytes(StandardCharsets.UTF_8)))
                        .getMessage();
        assertTrue(why.contains(part), why);
    }

    /** Codes that no account has are refused as well: they would be restored. */
    @Test
    void aCodeThatIsNoAccountsIsNamed() throws IOException {
        ChunkBuilder builder = new ChunkBuilder(SMALL, files);
        CodeCursor codes =
                new CodeCursor(
                        manifest.code(),
                        new ChunkFiles(folder.resolve("chunks"), Disk.SYSTEM),
                        b -> {});
        Bytes stray = Bytes.fromHex("0x6001");
        Hash strayHash = Hash.keccak(stray);
        boolean isIn = false;
        while (codes.next()) {
            if (!isIn && codes.hash().compareTo(strayHash) > 0) {
                builder.code(strayHash, stray);
                isIn = true;
            }
            builder.code(codes.hash(), codes.code());
        }
        if (!isIn) {
            builder.code(strayHash, stray);
        }
        use(with(manifest.state(), builder.finish()));
        assertOneFault("code " + strayHash, "no account's");
    }

    @Test
    void accountsAsTheyAreWrittenAreRead() {
        byte[] record = new byte[Records.ACCOUNT_BYTES];
        Account account = new Account(-2, Word.MAX, Hash.EMPTY_CODE);
        Records.writeAccount(record, 0, Chains.LARGE, account);
        assertEquals(account, Records.readAccount(record, 0));
        assertEquals(Chains.LARGE, Records.readAddress(record, 0));
    }
}
