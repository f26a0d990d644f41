#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "dyad/core/clock.hpp"
#include "dyad/device/gpio_lines.hpp"

namespace dyad::device {

struct TestClock final : Clock {
  Time now() const override { return time; }
  Time time;
};

// What the lines of a pretended chip do. Outlives the GpioLines that show it.
struct FakeChip {
  bool present = true;
  std::vector<bool> levels;
  std::vector<bool> outputs;
  std::deque<LineEdge> queue;
  std::vector<std::uint64_t> seqno;
  bool output_stuck = false;  // switching fails
  int opened = 0;
  std::vector<std::string> log;  // every switch of an output

  FakeChip(std::size_t inputs, std::size_t outs)
      : levels(inputs), outputs(outs), seqno(inputs) {}

  void edge(std::size_t slot, std::int64_t us, bool active) {
    levels[slot] = active;
    queue.push_back({slot, us * 1000, active, ++seqno[slot]});
  }
  void lose_edges(std::size_t slot, std::uint64_t n) { seqno[slot] += n; }
};

class FakeLines final : public GpioLines {
 public:
  explicit FakeLines(FakeChip& chip) : chip_(chip), fd_(::eventfd(0, EFD_CLOEXEC)) {
    ++chip_.opened;
    chip_.queue.clear();
    chip_.seqno.assign(chip_.seqno.size(), 0);
    chip_.outputs.assign(chip_.outputs.size(), false);
  }
  ~FakeLines() override { ::close(fd_); }

  bool read_edges(std::vector<LineEdge>& into, std::size_t max) override {
    for (; max > 0 && !chip_.queue.empty() && chip_.present; --max) {
      into.push_back(chip_.queue.front());
      chip_.queue.pop_front();
    }
    return chip_.present;
  }
  bool read_levels(std::vector<bool>& by_slot) override {
    by_slot = chip_.levels;
    return chip_.present;
  }
  bool set_output(std::size_t slot, bool active) override {
    if (!chip_.present || chip_.output_stuck) return false;
    chip_.outputs[slot] = active;
    chip_.log.push_back((active ? "on " : "off ") + std::to_string(slot));
    return true;
  }
  bool set_all_inactive() override {
    if (!chip_.present) return false;
    chip_.outputs.assign(chip_.outputs.size(), false);
    chip_.log.push_back("all off");
    return true;
  }
  std::string what() const override { return "the chip is gone"; }
  int edge_fd() const override { return fd_; }
  int output_fd() const override { return fd_; }

 private:
  FakeChip& chip_;
  int fd_;
};

inline Result<std::unique_ptr<GpioLines>> open_fake(FakeChip& chip) {
  if (!chip.present) return Error{"no such chip", ""};
  return std::unique_ptr<GpioLines>(std::make_unique<FakeLines>(chip));
}

}  // namespace dyad::device
