#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <cstddef>
#include <string>

namespace dyad::cli::preview {

// Shows on a terminal how far long work has come, on standard error, and hears a
// person's Ctrl-C. Elsewhere it is silent.
class SimulationProgress {
 public:
  SimulationProgress();
  ~SimulationProgress();  // leaves the line empty
  SimulationProgress(const SimulationProgress&) = delete;
  SimulationProgress& operator=(const SimulationProgress&) = delete;

  void show(const std::string& what, std::size_t done, std::size_t of);
  void clear();
  bool stop_requested();

 private:
  boost::asio::io_context io_;
  boost::asio::signal_set signals_;
  bool stop_ = false;
  bool terminal_ = false;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace dyad::cli::preview
