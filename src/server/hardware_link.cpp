#include "dyad/server/hardware_link.hpp"

#include <utility>

#include "dyad/server/problems.hpp"

namespace dyad::server {
namespace {

constexpr std::chrono::milliseconds kTick{250};

}  // namespace

HardwareLink::HardwareLink(boost::asio::io_context& loop, Daemon& daemon,
                           std::function<Result<std::string>()> rig_file)
    : daemon_(daemon),
      rig_file_(std::move(rig_file)),
      hardware_(port(),
                [this](const char* member, const Hardware::Json& value) {
                  daemon_.live().push(member, value);
                }),
      timer_(loop) {
  daemon_.supervisor().on_hardware = [this](const Hardware::Json& message) {
    hardware_.take(message);
  };
  daemon_.supervisor().on_hardware_gone =
      [this](const std::optional<Problem>& problem) { hardware_.gone(problem); };
  daemon_.live().on_holders = [this](std::size_t holders) {
    // Where the rig is busy the page says so by the status.
    (void)hardware_.set_holders(holders, Hardware::Clock::now());
  };
  tick();
}

Hardware::Port HardwareLink::port() {
  return {.open = [this] { return open(); },
          .close = [this] { daemon_.supervisor().close_hardware(); },
          .send =
              [this](const Hardware::Json& message) {
                daemon_.supervisor().tell_hardware(message);
              }};
}

std::optional<Problem> HardwareLink::open() {
  const auto file = rig_file_();
  if (!file) return hardware_failed(file.error().what, file.error().remedy);
  return daemon_.supervisor().open_hardware(*file);
}

void HardwareLink::tick() {
  hardware_.tick(Hardware::Clock::now());
  timer_.expires_after(kTick);
  timer_.async_wait([this](const boost::system::error_code& stopped) {
    if (!stopped) tick();
  });
}

}  // namespace dyad::server
