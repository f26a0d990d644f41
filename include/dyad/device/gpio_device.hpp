#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/core/clock.hpp"
#include "dyad/core/result.hpp"
#include "dyad/device/device.hpp"
#include "dyad/device/edge_filter.hpp"
#include "dyad/device/gpio_lines.hpp"
#include "dyad/device/output_watch.hpp"
#include "dyad/device/pulse_timer.hpp"

namespace dyad::device {

// The lines of one GPIO chip. Inputs are stamped by the kernel and debounced here;
// outputs are switched by poll(), so a pulse ends when the session polls.
//
// A chip that vanishes is one device_lost fault. From then on poll() looks for it
// twice a second, and takes the lines up where they are: device_back.
class GpioDevice final : public Device {
 public:
  // How far a kernel stamp may lie from the true edge. See docs/clocks.md.
  static constexpr Duration kStampUncertainty = Duration::from_us(50);
  // How long the kernel may take from stamping an edge to handing it out.
  static constexpr Duration kDelivery = Duration::from_us(200);
  static constexpr Duration kHealthPeriod = Duration::from_ms(100);
  static constexpr Duration kReopenPeriod = Duration::from_ms(500);

  using OpenLines = std::function<Result<std::unique_ptr<GpioLines>>()>;

  // rig and clock outlive the device. The error lists all that is wrong.
  static Result<std::unique_ptr<GpioDevice>> open(const config::Rig& rig,
                                                  SourceIndex source,
                                                  const ClockAnchor& anchor,
                                                  const Clock& clock);
  // The same on lines of the caller's making; `open_lines` runs again after a loss.
  static Result<std::unique_ptr<GpioDevice>> open_with(const config::Rig& rig,
                                                       SourceIndex source,
                                                       const ClockAnchor& anchor,
                                                       const Clock& clock,
                                                       OpenLines open_lines);
  ~GpioDevice() override;

  // Told of every output from now on; outlives the device or is taken away first.
  void set_output_watch(OutputWatch* watch) { watch_ = watch; }
  // The descriptor that holds the output lines, and how many they are; -1 without.
  int output_fd() const { return lines_ ? lines_->output_fd() : -1; }
  const std::vector<ChannelIndex>& outputs() const { return outputs_; }

  void poll(Time now, Report& report) override;
  Time watermark() const override { return watermark_; }
  Duration lateness_bound() const override;
  std::optional<Time> next_wakeup() const override;
  std::span<const int> descriptors() const override { return {&epoll_fd_, 1}; }
  Status actuate(const Command& command, Time now) override;
  void close_outputs(Time now, Report& report) override;
  bool lost() const override { return lines_ == nullptr; }
  void counts(std::vector<ChannelCounts>& into) const override;
  void levels(std::vector<LineLevel>& into) const override;

 private:
  GpioDevice(const config::Rig& rig, SourceIndex source, const ClockAnchor& anchor,
             const Clock& clock, OpenLines open_lines);

  Status start();
  bool adopt(std::unique_ptr<GpioLines> lines, Time now, bool after_loss);
  bool drain(Report& report);
  void take(const LineEdge& edge, Report& report);
  bool check_levels(Time now, Report& report);
  bool switch_due(Time now, std::vector<Actuation>& ended);
  bool switch_line(const LineSwitch& line_switch);
  void lose(Time now, const std::string& why, Report& report);
  void try_reopen(Time now, Report& report);
  void fault(Time t, FaultKind kind, std::string message, Report& report,
             ChannelIndex channel = kNoChannel, std::uint64_t count = 0) const;

  const config::Rig& rig_;
  SourceIndex source_;
  ClockAnchor anchor_;
  const Clock& clock_;
  OpenLines open_lines_;
  int epoll_fd_ = -1;  // one descriptor for life, whatever lines come and go
  std::unique_ptr<GpioLines> lines_;  // none while lost
  EdgeFilter filter_;
  PulseTimer timer_;
  std::vector<ChannelIndex> outputs_;
  OutputWatch* watch_ = nullptr;

  std::vector<LineEdge> edges_;            // of the last read
  std::vector<std::uint64_t> last_seqno_;  // by input slot
  std::vector<bool> levels_;
  std::vector<bool> suspect_;  // the level disagreed at the last health check
  bool drained_ = true;
  Time last_edge_;
  Time watermark_;
  Time next_health_;
  Time next_reopen_;
  std::vector<Actuation> ended_in_actuate_;
  std::string failed_in_actuate_;  // a loss found there, reported by the next poll
};

}  // namespace dyad::device
