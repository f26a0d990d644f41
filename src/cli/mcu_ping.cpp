#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <csignal>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "dyad/cli/board_port.hpp"
#include "dyad/cli/board_report.hpp"
#include "dyad/cli/board_talk.hpp"
#include "dyad/cli/exit_code.hpp"
#include "dyad/cli/fail.hpp"
#include "dyad/cli/mcu.hpp"
#include "dyad/cli/ping_statistics.hpp"
#include "dyad/device/mcu_clock.hpp"
#include "dyad/session/clocks.hpp"

namespace dyad::cli {
namespace {

namespace fw = dyad_firmware;

constexpr Duration kPeriod = Duration::from_ms(fw::kPingPeriod_ms);
// An answer later than this is lost: the session would have given the board up.
constexpr Duration kLostAfter = Duration::from_ms(250);
constexpr unsigned kMaxCount = 100'000;

struct Options {
  std::string port;
  unsigned count = 100;
};

volatile std::sig_atomic_t interrupted = 0;

// Says how far it is: on a terminal in place, else each 5 s a line.
class Progress {
 public:
  Progress(unsigned count, Time now) : count_(count), said_(now) {}

  void at(unsigned done, Time now) {
    if (now - said_ < (terminal_ ? Duration::from_ms(500) : Duration::from_s(5))) {
      return;
    }
    said_ = now;
    std::cerr << (terminal_ ? "\r\x1b[K" : "") << done << " of " << count_ << " pings"
              << (terminal_ ? "" : "\n") << std::flush;
  }
  ~Progress() {
    if (terminal_) std::cerr << "\r\x1b[K" << std::flush;
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  unsigned count_;
  Time said_;
  bool terminal_ = isatty(STDERR_FILENO) == 1;
};

class Pinging {
 public:
  Pinging(BoardTalk& talk, const Clock& clock, std::uint32_t boot_id)
      : talk_(talk), clock_(clock), boot_id_(boot_id) {}

  Status run(unsigned count) {
    Progress progress(count, clock_.now());
    for (unsigned i = 0; i < count && interrupted == 0; ++i) {
      const Time next = clock_.now() + kPeriod;
      if (const Status pinged = ping(static_cast<std::uint16_t>(i)); !pinged) {
        return pinged;
      }
      if (const Status passed = listen(next, std::nullopt); !passed) return passed;
      progress.at(i + 1, clock_.now());
    }
    return Ok{};
  }

  const PingStatistics& statistics() const { return statistics_; }
  const device::McuClock& board_clock() const { return board_clock_; }

 private:
  Status ping(std::uint16_t id) {
    std::array<std::uint8_t, 2> payload{};
    fw::put_u16(payload.data(), id);
    const auto sent = talk_.send(fw::MessageType::ping, payload);
    if (!sent) return sent.error();
    ++statistics_.sent;
    sent_ = *sent;
    return listen(*sent + kLostAfter, id);
  }

  // Until then, or until the answer to the ping `id` has come.
  Status listen(Time until, std::optional<std::uint16_t> id) {
    while (clock_.now() < until && interrupted == 0) {
      const auto heard = talk_.hear(until);
      if (!heard) return heard.error();
      if (!*heard) return Ok{};
      if (was_reset(**heard)) {
        return Error{"the board was reset meanwhile",
                     "look after its cable and its supply; dyad mcu info tells the "
                     "cause that it knows"};
      }
      if ((*heard)->type != fw::MessageType::pong) continue;
      const auto pong = link::read_pong((*heard)->frame());
      if (!id || !pong || pong->id != *id) continue;
      statistics_.round_trips.push_back((*heard)->at - sent_);
      board_clock_.add_ping(sent_, pong->ticks, (*heard)->at);
      return Ok{};
    }
    return Ok{};
  }

  // A second answer to the first question has the same boot.
  bool was_reset(const BoardTalk::Heard& heard) const {
    if (heard.type != fw::MessageType::hello) return false;
    const auto hello = link::read_hello(heard.frame());
    return hello && hello->boot_id != boot_id_;
  }

  BoardTalk& talk_;
  const Clock& clock_;
  std::uint32_t boot_id_;
  Time sent_;
  PingStatistics statistics_;
  device::McuClock board_clock_;
};

int run(const Options& options) {
  const session::MonotonicClock clock(session::anchor_now());
  auto talk = BoardTalk::open(options.port, clock);
  if (!talk) return fail(talk.error());
  const auto hello = talk->greet(new_link_number());
  if (!hello) return fail(hello.error());
  if (hello->major != fw::kProtocolMajor) {
    return fail(other_protocol("the board on " + options.port, *hello));
  }
  std::signal(SIGINT, [](int) { interrupted = 1; });
  Pinging pinging(*talk, clock, hello->boot_id);
  const Status done = pinging.run(options.count);
  std::cout << text_of(pinging.statistics());
  if (pinging.board_clock().ready()) std::cout << text_of(pinging.board_clock().fit());
  std::cout << std::flush;
  if (!done) return fail(done.error());
  if (!pinging.statistics().round_trips.empty()) return kFine;
  return fail({"the board answered no ping",
               "try another cable or USB port; dyad mcu flash puts the firmware anew"});
}

}  // namespace

void add_mcu_ping(CLI::App& mcu, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command = mcu.add_subcommand(
      "ping", "Measures a board's line and clock; closes its outputs");
  command->add_option("PORT", options->port, "The board's serial port")->required();
  command->add_option("--count", options->count, "How many, one each 50 ms")
      ->capture_default_str()
      ->check(CLI::Range(1U, kMaxCount));
  command->footer(
      "The board takes this program for its host and closes its outputs. A port that a "
      "session has open is refused. Ctrl-C ends early and shows what was found.");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace dyad::cli
