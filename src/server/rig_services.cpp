#include "dyad/server/rig_services.hpp"

#include <utility>

#include "dyad/server/calibration_routes.hpp"
#include "dyad/server/doctor_route.hpp"
#include "dyad/server/hardware_routes.hpp"
#include "dyad/server/library_routes.hpp"
#include "dyad/server/rig_to_run.hpp"

namespace dyad::server {

RigServices::RigServices(boost::asio::io_context& loop, Daemon& daemon)
    : daemon_(daemon),
      calibrations_(daemon.setup().data_folder, daemon.setup().rig.name),
      link_(loop, daemon, [&daemon]() -> Result<std::string> {
        auto rig = rig_to_run(daemon.setup());
        if (!rig) return rig.error();
        return std::move(rig->file);
      }) {}

void RigServices::add_routes(Router& router) {
  const auto in_use = [this] { return rig(); };
  add_library_routes(router, daemon_.library(), in_use);
  add_hardware_routes(router, link_.hardware(), in_use);
  add_calibration_routes(router, calibrations_, in_use);
  add_doctor_route(router, machine_, [this] { return doctor_query(); });
}

config::Rig RigServices::rig() const {
  auto rig = rig_to_run(daemon_.setup());
  return rig ? std::move(rig->rig) : daemon_.setup().rig;
}

DoctorQuery RigServices::doctor_query() const {
  CurrentSession& current = daemon_.current();
  DoctorQuery query;
  query.rig_path = daemon_.setup().rig_file;
  query.data_folder = daemon_.setup().data_folder;
  query.measure_disk = !current.is_live(current.log());
  return query;
}

}  // namespace dyad::server
