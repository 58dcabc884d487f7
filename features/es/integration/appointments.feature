# language: es
# Generado con «interop translate» a partir de features/integration/appointments.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@RAD-48
Característica: La sala sabe a qué hora se espera a su paciente
  El traslado, el ayuno y los celadores dependen de la hora de la exploración.
  Un cambio del que nadie se entera significa un paciente que espera, o que no viene.

  Regla: Toda cita, todo cambio y toda anulación llegan a la historia clínica electrónica

    @MESA-151 @TC-APT-001 @shall @positive
    Escenario: Se da una cita
      Dado que la paciente "Ana Torres" consta en admisión
      Cuando el servicio solicitante pide la exploración "RM cerebral" para la paciente "Ana Torres" con fecha "2031-03-14 09:30"
      Entonces el servicio solicitante recibe aviso de una cita con fecha "2031-03-14 09:30" para la exploración "RM cerebral" de la paciente "Ana Torres"
      Y la cita de la exploración "RM cerebral" de la paciente "Ana Torres" coincide con la lista de trabajo del equipo "MR_1"

    @MESA-152 @TC-APT-002 @shall @positive
    Escenario: Se cambia una cita
      Dado que la exploración "RM cerebral" del paciente "Luis Mba" está programada en el equipo "MR_1" con fecha "2031-03-14 09:30"
      Cuando la secretaría de radiología reprograma la exploración "RM cerebral" del paciente "Luis Mba" para la fecha "2031-03-17 11:00"
      Entonces el servicio solicitante recibe aviso de que la cita para la exploración "RM cerebral" del paciente "Luis Mba" pasa a la fecha "2031-03-17 11:00"
      Y la cita de la exploración "RM cerebral" del paciente "Luis Mba" coincide con la lista de trabajo del equipo "MR_1"

    @MESA-153 @TC-APT-003 @shall @negative
    Escenario: La secretaría de radiología anula una cita
      Dado que la exploración "RM cerebral" del paciente "Pedro Abeso" está programada en el equipo "MR_1" con fecha "2031-03-14 09:30"
      Cuando la secretaría de radiología anula la exploración "RM cerebral" del paciente "Pedro Abeso"
      Entonces el servicio solicitante recibe aviso de que se anula la cita para la exploración "RM cerebral" del paciente "Pedro Abeso"
      Y la exploración "RM cerebral" del paciente "Pedro Abeso" ya no figura en la lista de trabajo del equipo "MR_1"

    @TC-APT-004 @shall @negative
    Escenario: Una solicitud anulada por la sala anula también su cita
      Dado que la exploración "RM cerebral" del paciente "Pedro Abeso" está programada en el equipo "MR_1" con fecha "2031-03-14 09:30"
      Cuando el servicio solicitante anula la solicitud de la exploración "RM cerebral" para el paciente "Pedro Abeso"
      Entonces el servicio solicitante recibe aviso de que se anula la cita para la exploración "RM cerebral" del paciente "Pedro Abeso"
