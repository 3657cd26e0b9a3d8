package io.kaizen.exec.trace;

import io.kaizen.exec.ledger.BigEndian;
import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Solidity's standard revert data in words. Pure. */
public final class RevertReason {
    private static final int SELECTOR_BYTES = 4;
    private static final int ERROR = 0x08c379a0;
    private static final int PANIC = 0x4e487b71;

    private RevertReason() {}

    /** The text of {@code Error(string)} or {@code Panic(uint256)}; null for other data. */
    public static @Nullable String of(Bytes data) {
        if (data.size() < SELECTOR_BYTES + Word.BYTES) {
            return null;
        }
        return switch (BigEndian.getInt(data.array(), 0)) {
            case ERROR -> error(data);
            case PANIC -> panic(Word.read(data.array(), SELECTOR_BYTES));
            default -> null;
        };
    }

    private static @Nullable String error(Bytes data) {
        Word offset = Word.read(data.array(), SELECTOR_BYTES);
        if (!offset.fitsPositiveLong() || offset.w0() > data.size() - SELECTOR_BYTES - Word.BYTES) {
            return null;
        }
        int start = SELECTOR_BYTES + (int) offset.w0() + Word.BYTES;
        Word length = Word.read(data.array(), start - Word.BYTES);
        if (!length.fitsPositiveLong() || length.w0() > data.size() - start) {
            return null;
        }
        return new String(data.array(), start, (int) length.w0(), StandardCharsets.UTF_8);
    }

    private static String panic(Word code) {
        String known = code.fitsPositiveLong() ? known(code.w0()) : null;
        return known == null ? "unknown panic code: " + code.quantity() : known;
    }

    /** Solidity's documented panic codes. */
    private static @Nullable String known(long code) {
        return switch ((int) Math.min(code, 0xff)) {
            case 0x00 -> "generic panic";
            case 0x01 -> "assert(false)";
            case 0x11 -> "arithmetic underflow or overflow";
            case 0x12 -> "division or modulo by zero";
            case 0x21 -> "enum overflow";
            case 0x22 -> "invalid encoded storage byte array accessed";
            case 0x31 -> "out-of-bounds array access; popping on an empty array";
            case 0x32 -> "out-of-bounds access of an array or bytesN";
            case 0x41 -> "out of memory";
            case 0x51 -> "uninitialized function";
            default -> null;
        };
    }
}
