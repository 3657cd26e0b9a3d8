package io.kaizen.exec.block;

import static io.kaizen.exec.block.BlockFault.mismatch;
import static io.kaizen.exec.block.BlockFault.unlessEqual;

import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Hash;
import io.kaizen.exec.ledger.Header;
import io.kaizen.exec.ledger.Word;
import org.jspecify.annotations.Nullable;

/**
 * What a header must be by itself and after its parent (yellow paper §4.3.4; EIP-1559, 3675, 4788,
 * 4844, 4895, 7685). Pure.
 */
final class HeaderRules {
    private static final int EXTRA_DATA_BYTES_MAX = 32;
    private static final long GAS_LIMIT_MIN = 5_000;
    private static final long GAS_LIMIT_BOUND_DIVISOR = 1_024;

    private HeaderRules() {}

    /** The first rule that the header breaks by itself, or null. */
    static @Nullable BlockFault check(Fork fork, Header header) {
        BlockFault fault = fields(fork.revision(), header);
        if (fault == null && header.environment().extraData().size() > EXTRA_DATA_BYTES_MAX) {
            fault =
                    BlockFault.of(
                            BlockReason.EXTRA_DATA,
                            "extra data of %d bytes, max %d"
                                    .formatted(
                                            header.environment().extraData().size(),
                                            EXTRA_DATA_BYTES_MAX));
        }
        if (fault == null && header.gasLimit() < 0) {
            fault =
                    BlockFault.of(
                            BlockReason.GAS_LIMIT,
                            "gas limit %s, max 2^63 - 1"
                                    .formatted(Long.toUnsignedString(header.gasLimit())));
        }
        if (fault == null && Long.compareUnsigned(header.gasUsed(), header.gasLimit()) > 0) {
            fault =
                    BlockFault.of(
                            BlockReason.GAS_USED_ABOVE_LIMIT,
                            "gas used %s, gas limit %d"
                                    .formatted(
                                            Long.toUnsignedString(header.gasUsed()),
                                            header.gasLimit()));
        }
        if (fault == null && fork.atLeast(Revision.PARIS)) {
            fault = merged(header);
        }
        return fault;
    }

    /** The first rule that the header breaks as a child of {@code parent}, or null. */
    static @Nullable BlockFault checkAfter(Fork fork, Header header, Header parent) {
        BlockFault fault =
                unlessEqual(BlockReason.NUMBER, "number", header.number(), parent.number() + 1);
        if (fault == null && Long.compareUnsigned(header.timestamp(), parent.timestamp()) <= 0) {
            fault =
                    BlockFault.of(
                            BlockReason.TIMESTAMP,
                            "timestamp %s, parent's %s"
                                    .formatted(
                                            Long.toUnsignedString(header.timestamp()),
                                            Long.toUnsignedString(parent.timestamp())));
        }
        if (fault == null) {
            fault = gasLimit(fork, header, parent);
        }
        if (fault == null && fork.atLeast(Revision.LONDON)) {
            fault = baseFee(header, parent);
        }
        BlobSchedule blobs = fork.blobs();
        if (fault == null && blobs != null) {
            fault =
                    unlessEqual(
                            BlockReason.EXCESS_BLOB_GAS,
                            "excess blob gas",
                            header.environment().excessBlobGas(),
                            BlobGas.excess(fork.revision(), blobs, parent));
        }
        if (fault == null && !fork.atLeast(Revision.PARIS)) {
            fault =
                    unlessEqual(
                            BlockReason.DIFFICULTY,
                            "difficulty",
                            header.environment().difficulty(),
                            Difficulty.next(fork, header.timestamp(), parent));
        }
        return fault;
    }

    /** A field that headers have since a revision, and what it is here. */
    private record Field(Revision since, String name, @Nullable Object value) {}

    /** Each fork's fields, all of them and no others. */
    private static @Nullable BlockFault fields(Revision revision, Header header) {
        Header.Environment environment = header.environment();
        Header.Roots roots = header.roots();
        Field[] appended = {
            new Field(Revision.LONDON, "base fee", environment.baseFee()),
            new Field(Revision.SHANGHAI, "withdrawals root", roots.withdrawalsRoot()),
            new Field(Revision.CANCUN, "blob gas used", roots.blobGasUsed()),
            new Field(Revision.CANCUN, "excess blob gas", environment.excessBlobGas()),
            new Field(
                    Revision.CANCUN,
                    "parent beacon block root",
                    environment.parentBeaconBlockRoot()),
            new Field(Revision.PRAGUE, "requests hash", roots.requestsHash()),
        };
        for (Field field : appended) {
            boolean wanted = revision.atLeast(field.since());
            if (wanted != (field.value() != null)) {
                return BlockFault.of(
                        BlockReason.FIELDS,
                        "header %s %s in a block of %s"
                                .formatted(
                                        wanted ? "without" : "with",
                                        field.name(),
                                        revision.fixtureName()));
            }
        }
        return null;
    }

    /** EIP-3675's constants. */
    private static @Nullable BlockFault merged(Header header) {
        Header.Environment environment = header.environment();
        if (!environment.difficulty().isZero()) {
            return mismatch(BlockReason.DIFFICULTY, "difficulty", environment.difficulty(), 0);
        }
        if (environment.nonce() != 0) {
            return mismatch(BlockReason.NONCE, "nonce", Long.toHexString(environment.nonce()), 0);
        }
        return unlessEqual(
                BlockReason.OMMERS_HASH,
                "ommers hash",
                header.roots().ommersHash(),
                Hash.EMPTY_LIST);
    }

    private static @Nullable BlockFault gasLimit(Fork fork, Header header, Header parent) {
        boolean first = isFirstOfLondon(fork, parent);
        long before = first ? parent.gasLimit() * BaseFee.ELASTICITY : parent.gasLimit();
        long bound = before / GAS_LIMIT_BOUND_DIVISOR;
        long limit = header.gasLimit();
        if (limit >= GAS_LIMIT_MIN && Math.abs(limit - before) < bound) {
            return null;
        }
        return BlockFault.of(
                BlockReason.GAS_LIMIT,
                "gas limit %d: want at least %d, and less than %d from the parent's %d"
                        .formatted(limit, GAS_LIMIT_MIN, bound, before));
    }

    private static @Nullable BlockFault baseFee(Header header, Header parent) {
        Word parentFee = parent.environment().baseFee();
        Word want =
                parentFee == null
                        ? BaseFee.INITIAL
                        : BaseFee.next(parentFee, parent.gasUsed(), parent.gasLimit());
        return unlessEqual(BlockReason.BASE_FEE, "base fee", header.environment().baseFee(), want);
    }

    private static boolean isFirstOfLondon(Fork fork, Header parent) {
        return fork.atLeast(Revision.LONDON) && parent.environment().baseFee() == null;
    }
}
