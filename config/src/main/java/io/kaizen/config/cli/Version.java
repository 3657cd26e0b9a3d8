package io.kaizen.config.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints and {@code web3_clientVersion} begins with. */
public final class Version implements IVersionProvider {
    public static final String KAIZEN = "0.1.0";

    @Override
    public String[] getVersion() {
        return new String[] {client()};
    }

    /** As geth words it: name, version, platform, run time. */
    public static String client() {
        return "Kaizen/v%s/%s-%s/java%s"
                .formatted(
                        KAIZEN,
                        System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT),
                        System.getProperty("os.arch"),
                        Runtime.version().feature());
    }
}
