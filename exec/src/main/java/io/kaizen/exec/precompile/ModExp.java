package io.kaizen.exec.precompile;

import io.kaizen.exec.evm.Revision;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * 0x05: {@code base^exponent mod modulus} of numbers of any length (EIP-198).
 *
 * <pre>
 *   byte   0             32                64               96
 *          | base length | exponent length | modulus length | base | exponent | modulus |
 * </pre>
 */
final class ModExp implements Precompile {
    private static final int HEADER_BYTES = 96;

    /** EIP-7823. */
    private static final int LENGTH_MAX_OSAKA = 1024;

    /** Stands for every longer operand: the square stays in 63 bits and is beyond all gas. */
    private static final long LONGEST_MAX = 1L << 31;

    /**
     * Longer operands are refused: an exponent of one of these cost 26 million gas on Byzantium and
     * 178 million since, more than a block of its time had.
     */
    private static final long LENGTH_HUGE = 1L << 26;

    /** How the price is found. */
    enum Pricing {
        EIP_198,
        EIP_2565,
        EIP_7883;

        static Pricing of(Revision revision) {
            if (revision.atLeast(Revision.OSAKA)) {
                return EIP_7883;
            }
            return revision.atLeast(Revision.BERLIN) ? EIP_2565 : EIP_198;
        }
    }

    private final Pricing pricing;

    ModExp(Pricing pricing) {
        this.pricing = pricing;
    }

    @Override
    public long gas(byte[] input, int offset, int size) {
        long base = length(input, offset, size, 0);
        long exponent = length(input, offset, size, 1);
        long modulus = length(input, offset, size, 2);
        long longest = Math.max(base, modulus);
        if (longest == 0 && pricing == Pricing.EIP_2565) {
            return 200;
        }
        long complexity = complexity(longest);
        long iterations = iterations(input, offset, size, base, exponent);
        BigInteger work = BigInteger.valueOf(complexity).multiply(BigInteger.valueOf(iterations));
        BigInteger price =
                switch (pricing) {
                    case EIP_198 -> work.divide(BigInteger.valueOf(20));
                    case EIP_2565 -> work.divide(BigInteger.valueOf(3));
                    case EIP_7883 -> work;
                };
        long floor =
                switch (pricing) {
                    case EIP_198 -> 0;
                    case EIP_2565 -> 200;
                    case EIP_7883 -> 500;
                };
        return price.bitLength() > 62 ? Long.MAX_VALUE >> 1 : Math.max(floor, price.longValue());
    }

    private long complexity(long length) {
        long longest = Math.min(length, LONGEST_MAX);
        long words = (longest + 7) >>> 3;
        return switch (pricing) {
            case EIP_198 -> complexityByzantium(longest);
            case EIP_2565 -> words * words;
            case EIP_7883 -> longest <= 32 ? 16 : 2 * words * words;
        };
    }

    private static long complexityByzantium(long x) {
        if (x <= 64) {
            return x * x;
        }
        return x <= 1024 ? x * x / 4 + 96 * x - 3072 : x * x / 16 + 480 * x - 199680;
    }

    private long iterations(byte[] input, int offset, int size, long base, long exponent) {
        int headBytes = (int) Math.min(32, exponent);
        BigInteger head = number(input, offset, size, HEADER_BYTES + base, headBytes);
        int headBits = Math.max(0, head.bitLength() - 1);
        int perByte = pricing == Pricing.EIP_7883 ? 16 : 8;
        long count = exponent <= 32 ? headBits : perByte * (exponent - 32) + headBits;
        return Math.max(1, count);
    }

    @Override
    public byte @Nullable [] run(byte[] input, int offset, int size) {
        long base = length(input, offset, size, 0);
        long exponent = length(input, offset, size, 1);
        long modulus = length(input, offset, size, 2);
        boolean bounded = pricing == Pricing.EIP_7883;
        if (bounded && Math.max(base, Math.max(exponent, modulus)) > LENGTH_MAX_OSAKA) {
            return null;
        }
        if (modulus == 0) {
            return new byte[0];
        }
        if (Math.max(exponent, Math.max(base, modulus)) >= LENGTH_HUGE) {
            return null;
        }
        BigInteger m = number(input, offset, size, HEADER_BYTES + base + exponent, (int) modulus);
        byte[] output = new byte[(int) modulus];
        if (m.signum() == 0) {
            return output;
        }
        BigInteger b = number(input, offset, size, HEADER_BYTES, (int) base);
        BigInteger e = number(input, offset, size, HEADER_BYTES + base, (int) exponent);
        byte[] power = ModularPower.of(b, e, m).toByteArray();
        int length = Math.min(power.length, output.length);
        System.arraycopy(power, power.length - length, output, output.length - length, length);
        return output;
    }

    @Override
    public String refusal(byte[] input, int offset, int size) {
        return "one or more of base/exponent/modulus length exceeded 1024 bytes";
    }

    /** The header's n-th length; 2^40 stands for every larger one. */
    private static long length(byte[] input, int offset, int size, int n) {
        BigInteger length = number(input, offset, size, 32L * n, 32);
        return length.bitLength() > 40 ? 1L << 40 : length.longValue();
    }

    /** The big-endian number at a position of the input, which zeros continue without end. */
    private static BigInteger number(byte[] input, int offset, int size, long at, int length) {
        byte[] bytes = new byte[length];
        if (at < size) {
            int available = (int) Math.min(length, size - at);
            System.arraycopy(input, offset + (int) at, bytes, 0, available);
        }
        return new BigInteger(1, bytes);
    }
}
