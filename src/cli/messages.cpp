#include "dyad/cli/messages.hpp"

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "dyad/cli/status_line.hpp"

namespace dyad::cli {
namespace {

constexpr std::size_t kQueuedMessages = 1024;

}  // namespace

Messages::Messages() {
  spdlog::init_thread_pool(kQueuedMessages, 1);
  logger_ = std::make_shared<spdlog::async_logger>(
      "dyad", std::make_shared<spdlog::sinks::stderr_sink_mt>(), spdlog::thread_pool(),
      spdlog::async_overflow_policy::overrun_oldest);
  // The status line stands without a newline: a message takes its place.
  const bool terminal = isatty(STDERR_FILENO) == 1;
  logger_->set_pattern(terminal ? "\r\x1b[K%H:%M:%S %l: %v" : "%H:%M:%S %l: %v");
}

Messages::~Messages() {
  // Joins the thread that writes; only then is what it writes with taken away.
  spdlog::shutdown();
  logger_.reset();
}

void Messages::info(const std::string& text) { logger_->info(text); }
void Messages::warn(const std::string& text) { logger_->warn(text); }

void Messages::fault(const Fault& fault) {
  logger_->error("fault {} at {}: {}", to_text(fault.kind), clock_text(fault.time),
                 fault.message);
}

}  // namespace dyad::cli
