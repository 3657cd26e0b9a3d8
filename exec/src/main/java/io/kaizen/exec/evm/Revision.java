package io.kaizen.exec.evm;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Ethereum's protocol revisions in order; rules are tables indexed by them. */
public enum Revision {
    FRONTIER("Frontier"),
    HOMESTEAD("Homestead"),
    /** EIP-150. */
    TANGERINE_WHISTLE("EIP150"),
    /** EIP-155, 160, 161, 170. */
    SPURIOUS_DRAGON("EIP158"),
    BYZANTIUM("Byzantium"),
    CONSTANTINOPLE("Constantinople"),
    /** Constantinople without EIP-1283. */
    PETERSBURG("ConstantinopleFix"),
    ISTANBUL("Istanbul"),
    BERLIN("Berlin"),
    LONDON("London"),
    /** The Merge. */
    PARIS("Paris"),
    SHANGHAI("Shanghai"),
    CANCUN("Cancun"),
    PRAGUE("Prague"),
    OSAKA("Osaka");

    private final String fixtureName;

    Revision(String fixtureName) {
        this.fixtureName = fixtureName;
    }

    public boolean atLeast(Revision other) {
        return compareTo(other) >= 0;
    }

    /** The name that Ethereum's test fixtures use. */
    public String fixtureName() {
        return fixtureName;
    }

    /** By fixture name or constant name, in any case, without underscores or with; or null. */
    public static @Nullable Revision named(String name) {
        String wanted = name.toUpperCase(Locale.ROOT).replace("_", "");
        for (Revision revision : values()) {
            String constant = revision.name().replace("_", "");
            if (constant.equals(wanted) || revision.fixtureName.equalsIgnoreCase(name)) {
                return revision;
            }
        }
        return wanted.equals("MERGE") ? PARIS : null;
    }
}
