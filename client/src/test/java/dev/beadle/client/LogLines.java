package dev.beadle.client;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Takes what the client logs, instead of the console, until it is closed. Thread-safe. */
public final class LogLines extends Handler implements AutoCloseable {
  // Kept, because the JDK forgets loggers that nobody holds.
  private final Logger log = Logger.getLogger("dev.beadle.client");
  private final List<String> lines = new CopyOnWriteArrayList<>();

  /** Begins. */
  public LogLines() {
    log.addHandler(this);
    log.setUseParentHandlers(false);
  }

  /** What was logged until now. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void publish(LogRecord entry) {
    lines.add(MessageFormat.format(entry.getMessage(), entry.getParameters()));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    log.removeHandler(this);
    log.setUseParentHandlers(true);
  }
}
