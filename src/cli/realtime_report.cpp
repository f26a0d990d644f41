#include "dyad/cli/realtime_report.hpp"

namespace dyad::cli {

session::RealtimeSetup set_up_and_report(Messages& messages,
                                         const session::RealtimeRequest& request) {
  const auto system = session::linux_realtime_system();
  session::RealtimeSetup setup = session::set_up_realtime(*system, request);
  for (const session::RealtimeItem& item : setup.items) {
    const std::string text = "real-time: " + item.text();
    item.got ? messages.info(text) : messages.warn(text);
  }
  return setup;
}

}  // namespace dyad::cli
