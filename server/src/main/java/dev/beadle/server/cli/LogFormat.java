package dev.beadle.server.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The form of the log, which goes to standard error. */
enum LogFormat {
  /** A line for people. */
  TEXT,
  /** A JSON object on each line, for machines. */
  JSON;

  /** Nothing below a warning: for commands whose output is their answer. */
  static void quiet() {
    TEXT.configure(Level.WARN);
  }

  /** One line for each change of state. */
  void verbose() {
    configure(Level.INFO);
  }

  private void configure(Level level) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    Encoder<ILoggingEvent> encoder = encoder(context);
    encoder.setContext(context);
    encoder.start();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    context.getLogger("dev.beadle").setLevel(level);
    // gRPC warns of what callers do wrong, with a stack, and of every connection of a Unix domain
    // that an option for TCP does not apply. It logs to java.util.logging, whose own form must not
    // show.
    context.getLogger("io.grpc").setLevel(Level.ERROR);
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  private Encoder<ILoggingEvent> encoder(LoggerContext context) {
    return switch (this) {
      case TEXT -> {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSX, Z} %-5level %logger{0}: %msg %kvp%n");
        yield encoder;
      }
      case JSON -> {
        var encoder = new JsonEncoder();
        encoder.setWithContext(false);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        yield encoder;
      }
    };
  }
}
