package io.powercrud.sample.database;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL for this machine, unpacked from the archive on the class path. */
record PostgresBinaries(Path directory) {

  private static final int OWNER_EXECUTES = 0100;

  /** Unpacks the programs unless that was done before. */
  static PostgresBinaries unpackedAt(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      Path unfinished = directory.resolveSibling(directory.getFileName() + ".unfinished");
      try (InputStream archive =
              DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                  operatingSystem(), System.getProperty("os.arch"));
          TarArchiveInputStream entries = new TarArchiveInputStream(new XZInputStream(archive))) {
        unpack(entries, unfinished);
      }
      Files.move(unfinished, directory);
    }
    return new PostgresBinaries(directory);
  }

  String program(String name) {
    return directory.resolve("bin").resolve(name).toString();
  }

  private static String operatingSystem() {
    String name = System.getProperty("os.name");
    if (name.startsWith("Windows")) {
      return "Windows";
    }
    return name.startsWith("Mac") ? "Darwin" : name;
  }

  private static void unpack(TarArchiveInputStream entries, Path directory) throws IOException {
    for (TarArchiveEntry entry = entries.getNextEntry();
        entry != null;
        entry = entries.getNextEntry()) {
      Path path = directory.resolve(entry.getName()).normalize();
      if (!path.startsWith(directory)) {
        throw new IOException("The archive of PostgreSQL reaches out of its directory: " + path);
      }
      if (entry.isDirectory()) {
        Files.createDirectories(path);
        continue;
      }
      Files.createDirectories(path.getParent());
      if (entry.isSymbolicLink()) {
        Files.deleteIfExists(path);
        Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      } else {
        Files.copy(entries, path, StandardCopyOption.REPLACE_EXISTING);
        path.toFile().setExecutable((entry.getMode() & OWNER_EXECUTES) != 0);
      }
    }
  }
}
