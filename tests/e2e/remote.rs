//! What the running window shows, widget by widget, over its port.

use std::collections::BTreeMap;
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use eframe::egui::accesskit::{Node, NodeId, Role, Toggled};
use egui_inspection::protocol::{Request, Response, read_handshake, read_message, write_message};

/// Longest wait for something to appear.
const PATIENCE: Duration = Duration::from_mins(1);
/// Pause between two looks.
const PAUSE: Duration = Duration::from_millis(60);

/// A widget as somebody who cannot see it would meet it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Widget {
    /// What it is.
    pub role: Role,
    /// Its accessible name.
    pub name: String,
    /// What it says.
    pub value: String,
    /// The number it stands for.
    pub number: Option<f64>,
    /// Whether it is switched on, where it can be.
    pub on: Option<bool>,
    /// Whether it can be used.
    pub enabled: bool,
    /// Left, top, right and bottom on the screen.
    pub rect: [f64; 4],
}

impl Widget {
    /// Its middle.
    pub(crate) fn center(&self) -> (f64, f64) {
        let [left, top, right, bottom] = self.rect;
        (f64::midpoint(left, right), f64::midpoint(top, bottom))
    }
}

/// A port of this machine that nobody uses.
pub(crate) fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| format!("no free port, {error}"))
}

/// The connection to a running window.
pub(crate) struct Remote {
    stream: TcpStream,
}

impl Remote {
    /// Connects, once the window listens.
    pub(crate) fn connect(port: u16) -> Result<Self, String> {
        let began = Instant::now();
        let mut stream = loop {
            match TcpStream::connect(("127.0.0.1", port)) {
                Ok(stream) => break stream,
                Err(error) if began.elapsed() > PATIENCE => return Err(format!("the window does not listen, {error}")),
                Err(_) => thread::sleep(PAUSE),
            }
        };
        stream.set_read_timeout(Some(PATIENCE)).map_err(|error| error.to_string())?;
        read_handshake(&mut stream).map_err(|error| format!("another program listens, {error}"))?;
        Ok(Self { stream })
    }

    fn ask(&mut self, request: &Request) -> Result<Response, String> {
        write_message(&mut self.stream, request).map_err(|error| format!("the window is gone, {error}"))?;
        read_message(&mut self.stream).map_err(|error| format!("the window is gone, {error}"))
    }

    /// Everything that is there now.
    pub(crate) fn widgets(&mut self) -> Result<Vec<Widget>, String> {
        match self.ask(&Request::GetTree)? {
            Response::Tree { accesskit: Some(tree), pixels_per_point, .. } => {
                let nodes: BTreeMap<NodeId, &Node> = tree.nodes.iter().map(|(id, node)| (*id, node)).collect();
                Ok(tree.nodes.iter().map(|(_, node)| widget(node, &nodes, pixels_per_point.into())).collect())
            }
            Response::Error { message } => Err(format!("the window shows nothing, {message}")),
            other => Err(format!("the window answers something else, {other:?}")),
        }
    }

    /// A picture of it, as PNG.
    pub(crate) fn picture(&mut self) -> Result<Vec<u8>, String> {
        match self.ask(&Request::GetScreenshot { pixels_per_point: None })? {
            Response::Screenshot(picture) => Ok(picture.bytes),
            other => Err(format!("the window answers something else, {other:?}")),
        }
    }

    /// The last widget that fits, once there is one that does not move any more. `what` names it in an error.
    pub(crate) fn find(&mut self, what: &str, fits: impl Fn(&Widget) -> bool) -> Result<Widget, String> {
        let began = Instant::now();
        let mut before: Option<Widget> = None;
        loop {
            let found = self.widgets()?.into_iter().rfind(&fits);
            match found {
                Some(found) if before.as_ref().is_some_and(|before| before.rect == found.rect) => return Ok(found),
                found => before = found,
            }
            if began.elapsed() > PATIENCE {
                return Err(format!("{what} does not appear"));
            }
            thread::sleep(PAUSE);
        }
    }

    /// Waits until nothing fits any more.
    pub(crate) fn gone(&mut self, what: &str, fits: impl Fn(&Widget) -> bool) -> Result<(), String> {
        let began = Instant::now();
        while self.widgets()?.iter().any(&fits) {
            if began.elapsed() > PATIENCE {
                return Err(format!("{what} stays"));
            }
            thread::sleep(PAUSE);
        }
        Ok(())
    }
}

fn widget(node: &Node, nodes: &BTreeMap<NodeId, &Node>, scale: f64) -> Widget {
    let own = |node: &Node| node.label().or_else(|| node.value()).unwrap_or_default().to_owned();
    let others = || node.labelled_by().iter().filter_map(|id| nodes.get(id)).map(|node| own(node));
    let name = node.label().map_or_else(|| others().collect::<Vec<_>>().join(" "), str::to_owned);
    let rect = node.bounds().unwrap_or_default();
    Widget {
        role: node.role(),
        name: if name.is_empty() && node.role() == Role::Label { own(node) } else { name },
        value: node.value().unwrap_or_default().to_owned(),
        number: node.numeric_value(),
        on: node.toggled().map(|on| on == Toggled::True),
        enabled: !node.is_disabled(),
        rect: [rect.x0, rect.y0, rect.x1, rect.y1].map(|side| side * scale),
    }
}
