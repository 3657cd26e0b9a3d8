package io.kaizen.zk.machine;

/**
 * Instructions on 512-bit registers of eight 64-bit lanes, by encoding (Intel SDM, volume 2):
 * {@code destination ← first op second}.
 */
public enum Vector {
    /** Low 52 bits of the product of low 52 bits, added to the destination. */
    VPMADD52LUQ(Prefix.P66, Map.M0F38, 0xb4),
    /** High 52 bits of that product, added to the destination. */
    VPMADD52HUQ(Prefix.P66, Map.M0F38, 0xb5),
    VPADDQ(Prefix.P66, Map.M0F, 0xd4),
    VPSUBQ(Prefix.P66, Map.M0F, 0xfb),
    VPANDQ(Prefix.P66, Map.M0F, 0xdb),
    VPORQ(Prefix.P66, Map.M0F, 0xeb),
    VPXORQ(Prefix.P66, Map.M0F, 0xef),
    /** Even lanes of both, in pairs. */
    VPUNPCKLQDQ(Prefix.P66, Map.M0F, 0x6c),
    /** Odd lanes of both, in pairs. */
    VPUNPCKHQDQ(Prefix.P66, Map.M0F, 0x6d);

    /** The mandatory prefix, as EVEX packs it. */
    enum Prefix {
        P66(1),
        PF3(2);

        final int code;

        Prefix(int code) {
            this.code = code;
        }
    }

    /** The opcode map, as EVEX numbers it. */
    enum Map {
        M0F(1),
        M0F38(2),
        M0F3A(3);

        final int code;

        Map(int code) {
            this.code = code;
        }
    }

    final Prefix prefix;
    final Map map;
    final int opcode;

    Vector(Prefix prefix, Map map, int opcode) {
        this.prefix = prefix;
        this.map = map;
        this.opcode = opcode;
    }

    /** As {@link Vector}, with an immediate byte. */
    public enum Immediate {
        /** Two pairs of lanes of the first, then two of the second: two bits choose each. */
        VSHUFI64X2(0x43),
        /** Low lane of {@code second:first} shifted right (VBMI2). */
        VPSHRDQ(0x73),
        /** Any function of three bits: destination, first, second. */
        VPTERNLOGQ(0x25);

        final int opcode;

        Immediate(int opcode) {
            this.opcode = opcode;
        }
    }

    /** Shifts of each lane by a constant. */
    public enum Shift {
        /** Logical, right. */
        VPSRLQ(0x73, 2),
        /** Left. */
        VPSLLQ(0x73, 6),
        /** Arithmetic, right. */
        VPSRAQ(0x72, 4),
        /** Rotation to the left. */
        VPROLQ(0x72, 1);

        final int opcode;
        final int extension;

        Shift(int opcode, int extension) {
            this.opcode = opcode;
            this.extension = extension;
        }
    }
}
