package io.kaizen.journal.segment;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDictTrainer;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts of a segment from which the dictionary of its archive is trained. One thread. */
final class DictionarySamples {
    private static final Logger LOG = LoggerFactory.getLogger(DictionarySamples.class);

    /** Of all samples; a hundred times the dictionary is what zstd recommends. */
    private static final int BYTES_PER_DICTIONARY_BYTE = 100;

    private static final int SAMPLE_BYTES = 4 << 10;

    /** Frames apart that samples are taken from. */
    private static final int FRAMES_MAX = 256;

    private final int dictionaryBytes;
    private final int bytesMax;
    private final ZstdDictTrainer trainer;
    private int bytes;
    private int count;

    DictionarySamples(int dictionaryBytes) {
        this.dictionaryBytes = dictionaryBytes;
        this.bytesMax = dictionaryBytes * BYTES_PER_DICTIONARY_BYTE;
        this.trainer = new ZstdDictTrainer(bytesMax, Math.max(1, dictionaryBytes));
    }

    /** Frames from all over the segment. */
    int[] choose(int frames) {
        int count = dictionaryBytes == 0 ? 0 : Math.min(frames, FRAMES_MAX);
        return IntStream.range(0, count).map(i -> (int) ((long) i * frames / count)).toArray();
    }

    /** Takes samples of the frame. */
    void add(byte[] frame) {
        int share = Math.max(SAMPLE_BYTES, bytesMax / FRAMES_MAX);
        for (int at = 0; at < Math.min(frame.length, share); at += SAMPLE_BYTES) {
            byte[] sample =
                    Arrays.copyOfRange(frame, at, Math.min(at + SAMPLE_BYTES, frame.length));
            if (trainer.addSample(sample)) {
                bytes += sample.length;
                count++;
            }
        }
    }

    /** The dictionary; empty where the samples are too few to be worth one. */
    byte[] train() {
        if (dictionaryBytes == 0 || bytes < dictionaryBytes) {
            return new byte[0];
        }
        try {
            return trainer.trainSamples();
        } catch (ZstdException useless) {
            LOG.debug(
                    "no dictionary from {} samples: {}",
                    count,
                    Zstd.getErrorName(useless.getErrorCode()));
            return new byte[0];
        }
    }
}
