# language: es
# Generado con «interop translate» a partir de features/uat/administrator/interfaces.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@administrator
Característica: Los sistemas están conectados como se documentó, y avisan cuando algo falla
  Una interfaz falla de noche, cuando no está nadie de quienes la construyeron.
  Lo que está documentado, se rechaza con claridad y queda en cola lo puede arreglar quien esté de guardia.

  Regla: Inventario: títulos AE (mayúsculas), direcciones, puertos, conformidad tal como está instalado, compromiso de almacenamiento

    @RAD-8 @RAD-10 @UAT-ADM-01 @TC-ADM-011 @shall @positive
    Escenario: El inventario dice cómo están conectados los sistemas, y responden como dice
      Finalidad: que tras una avería nadie adivine nombres, direcciones y puertos.
      Qué observar: las páginas de configuración del PACS, línea por línea frente al inventario.
      Resultado esperado: los mismos nombres (las mayúsculas cuentan), direcciones, puertos y versiones; las
      confirmaciones llegan como está escrito.
      Lo hace una persona: comparar con el inventario: esta versión comprueba lo que responde en la red, no lo
      que dice un documento.
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" pide al sistema "PACS" el compromiso de almacenamiento de las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" y corta la conexión
      Entonces la confirmación de la exploración "TC de tórax" de la paciente "Ana Torres" llega por una conexión abierta por el sistema "PACS"
      Y mire la pantalla del sistema "PACS", confirme la afirmación "Los nombres, direcciones, puertos y versiones son los del inventario" y adjunte la evidencia "El inventario tal como está instalado, con fecha y firma"

    @RAD-8 @FIELD-07 @UAT-ADM-01 @TC-ADM-012 @shall @negative
    Escenario: Quien llama con un nombre equivocado es rechazado y queda registrado
      Finalidad: un nombre mal escrito se encuentra en un minuto si el registro dice quién llamó a quién.
      Qué observar: el registro del PACS, justo después de la llamada.
      Resultado esperado: un rechazo con la hora, el equipo que llamó y el nombre que usó.
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" llama al sistema "PACS" con el nombre "PACS_OLD"
      Entonces el sistema "PACS" rechaza la conexión con el motivo "nombre llamado no reconocido"
      Y mire la pantalla del sistema "PACS" y confirme la afirmación "El registro muestra la llamada rechazada de CT_ER1 con el nombre PACS_OLD"

  Regla: Reglas de encaminamiento: cada origen a cada destino; recuperación previa; por modalidad, parte del cuerpo y hora

    @ROUTING @RAD-8 @UAT-ADM-02 @TC-ADM-021 @shall @positive
    Escenario: Las imágenes van adonde las envía la tabla de encaminamiento
      Finalidad: el especialista lejano espera imágenes que nadie envía a mano.
      Qué observar: la cola de imágenes salientes en el PACS.
      Resultado esperado: cada destino de la tabla ha recibido el estudio, y la cola está vacía.
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "Radiografía de tórax portátil" del paciente "Luis Mba" está programada en el equipo "CR_1"
      Cuando el técnico realiza la exploración "Radiografía de tórax portátil" del paciente "Luis Mba" en el equipo "CR_1"
      Entonces la exploración "Radiografía de tórax portátil" del paciente "Luis Mba" llega a los destinos de la tabla de encaminamiento y a ningún otro
      Y mire la pantalla del sistema "PACS" y confirme la afirmación "La cola de imágenes salientes está vacía"

    @RAD-2 @UAT-ADM-02 @TC-ADM-022 @shall @positive
    Escenario: Los estudios previos se recuperan antes de que llegue el paciente
      Finalidad: con un enlace débil, un estudio previo tarda más que la exploración.
      Qué observar: el archivo local de la sala de lectura, una hora después de la solicitud.
      Resultado esperado: la radiografía de tórax anterior de Ana Torres ya está allí.
      Lo hace una persona: mirar el archivo local: esta versión no ensaya la recuperación previa.
      Dado que la exploración "Radiografía de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "DX_1"
      Cuando el servicio solicitante pide la exploración "TC de tórax" para la paciente "Ana Torres"
      Entonces el número de entradas de la paciente "Ana Torres" en la lista de trabajo del equipo "CT_ER1" es 1
      Y mire la pantalla del sistema "PACS" y confirme la afirmación "La radiografía de tórax anterior de Ana Torres está en el archivo local"

  Regla: HL7: cada tipo de mensaje de entrada y salida; acuse negativo; mensaje erróneo; cola tras una caída; orden de los mensajes; reenvío sin duplicado; tiempo de espera agotado

    @RAD-2 @UAT-ADM-03 @TC-ADM-031 @shall @negative
    Escenario: Un mensaje que no sirve se rechaza con un motivo y se conserva
      Finalidad: una solicitud que desaparece sin avisar es una exploración que no se hace.
      Qué observar: la lista de mensajes rechazados en el RIS o en el motor de integración.
      Resultado esperado: figura la solicitud de un paciente desconocido, con su motivo.
      Cuando el servicio solicitante pide la exploración "TC de tórax" para la paciente desconocida "Rosa Eyang"
      Entonces el sistema "RIS" rechaza el mensaje con el motivo "paciente desconocido"
      Y mire la pantalla del sistema "RIS" y confirme la afirmación "La solicitud rechazada figura en la lista de mensajes por corregir, con su motivo"

    @RAD-128 @CONTINUITY @UAT-ADM-03 @TC-ADM-032 @shall @negative
    Escenario: Los mensajes esperan en orden mientras la historia clínica no funciona
      Finalidad: que tras una parada el informe preliminar no adelante al definitivo.
      Qué observar: la cola de salida del RIS, durante la parada y después.
      Resultado esperado: dos mensajes en espera, después ninguno; cada uno llegó una vez, en el orden de la
      firma.
      Dado que la exploración "TC de tórax" del paciente "Carlos Nve" se ha realizado en el equipo "CT_ER1"
      Y el sistema "EMR" está fuera de servicio
      Cuando el radiólogo firma como "preliminar" el informe "Posible fractura." de la exploración "TC de tórax" del paciente "Carlos Nve"
      Y el radiólogo firma como "definitivo" el informe "Fractura costal." de la exploración "TC de tórax" del paciente "Carlos Nve"
      Y el sistema "EMR" vuelve a funcionar
      Entonces los informes de la exploración "TC de tórax" del paciente "Carlos Nve" llegaron primero con el estado "preliminar" y después con el estado "definitivo", una sola vez cada uno
      Y mire la pantalla del sistema "RIS" y confirme la afirmación "La cola de salida hacia la historia clínica está vacía"

    @RAD-2 @UAT-ADM-03 @TC-ADM-033 @shall @negative
    Escenario: Una solicitud enviada por segunda vez es una sola exploración
      Finalidad: quien no oye respuesta vuelve a enviar; no por eso hay que explorar dos veces al paciente.
      Qué observar: las solicitudes de Ana Torres en el RIS y lo que hace el emisor cuando nadie responde.
      Resultado esperado: una solicitud; el emisor repite al agotarse el tiempo de espera y avisa si no basta.
      Lo hace una persona: el aviso de su propia historia clínica: esta versión hace ella misma de emisor.
      Dado que la paciente "Ana Torres" consta en admisión
      Cuando el servicio solicitante pide la exploración "TC de tórax" para la paciente "Ana Torres"
      Y el servicio solicitante envía por segunda vez la solicitud de la exploración "TC de tórax" para la paciente "Ana Torres"
      Entonces el número de entradas de la paciente "Ana Torres" en la lista de trabajo del equipo "CT_ER1" es 1
      Y mire la pantalla del sistema "RIS" y confirme la afirmación "Ana Torres tiene una sola solicitud de TC de tórax"
      Y mire la pantalla del sistema "EMR" y confirme la afirmación "La configuración muestra un aviso para los mensajes sin respuesta"

  Regla: Fusión de fichas, deshacer la fusión, traslado, cambio de identificador; el mismo identificador de dos emisores: el resultado en la historia clínica, RIS, PACS y lista de trabajo

    @RAD-12 @PIR @UAT-ADM-04 @TC-ADM-041 @shall @positive
    Escenario: Dos fichas se convierten en una en todos los sistemas
      Finalidad: una fusión que llega a un solo sistema se descubre cuando ya ha hecho daño.
      Qué observar: el mismo paciente en RIS, PACS e historia clínica, uno tras otro.
      Resultado esperado: una ficha con todos los estudios; el otro número no encuentra nada, o lleva aquí.
      Dado que la paciente "Elena Silva" consta en admisión
      Y la exploración "Radiografía de tórax" de la paciente "Elena Obiang" se ha realizado en el equipo "DX_1"
      Cuando admisión fusiona la ficha de la paciente "Elena Obiang" con la ficha de la paciente "Elena Silva" y conserva esta última
      Entonces todos los estudios de la paciente "Elena Obiang" y de la paciente "Elena Silva" aparecen en la ficha de la paciente "Elena Silva"
      Y mire la pantalla del sistema "RIS" y confirme la afirmación "El RIS muestra una sola ficha de Elena Silva"
      Y mire la pantalla del sistema "PACS" y confirme la afirmación "El PACS muestra la radiografía de tórax a nombre de Elena Silva"
      Y mire la pantalla del sistema "EMR" y confirme la afirmación "La historia clínica muestra una sola ficha de Elena Silva"

    @RAD-12 @PIR @UAT-ADM-04 @TC-ADM-042 @shall @negative
    Escenario: El mismo número de otro hospital sigue siendo otra persona
      Finalidad: cada año dos hospitales dan el mismo número a dos personas.
      Qué observar: las fichas de Ana Torres y de Luis Mba en el PACS.
      Resultado esperado: dos personas; la TC de tórax figura a nombre de Ana Torres.
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando admisión fusiona con la ficha del paciente "Luis Mba" el número de la paciente "Ana Torres" emitido por el hospital "BATA"
      Entonces el sistema "RIS" rechaza el mensaje con el motivo "paciente desconocido"
      Y el radiólogo encuentra 1 estudio en la ficha de la paciente "Ana Torres"
      Y mire la pantalla del sistema "PACS" y confirme la afirmación "Ana Torres y Luis Mba se muestran como dos personas"

    @RAD-12 @PIR @UAT-ADM-04 @TC-ADM-043 @shall @positive
    Escenario: Se deshace una fusión equivocada, se traslada un estudio y se cambia un número
      Finalidad: todo hospital fusiona algún día a las personas equivocadas y debe saber volver atrás.
      Qué observar: las fichas de Elena Obiang y Elena Silva en PACS, RIS e historia clínica tras cada acción.
      Resultado esperado: cada estudio vuelve a figurar a nombre de la persona de quien se hizo, en todos los
      sistemas.
      Lo hace una persona: deshacer, trasladar y renumerar: esta versión no envía esos mensajes, solo fusiona.
      Dado que la paciente "Elena Silva" consta en admisión
      Y la exploración "Radiografía de tórax" de la paciente "Elena Obiang" se ha realizado en el equipo "DX_1"
      Y admisión ha fusionado la ficha de la paciente "Elena Obiang" con la ficha de la paciente "Elena Silva" y conserva esta última
      Cuando usted realiza en el sistema "PACS" la acción "Deshaga la fusión de Elena Obiang y Elena Silva, según su procedimiento"
      Entonces mire la pantalla del sistema "PACS" y confirme la afirmación "La radiografía de tórax figura de nuevo a nombre de Elena Obiang"
      Cuando usted realiza en el sistema "RIS" la acción "Traslade la radiografía de tórax a otro paciente de ensayo y cambie después el número de ese paciente"
      Entonces mire la pantalla del sistema "RIS", confirme la afirmación "RIS, PACS e historia clínica muestran el estudio con el número nuevo" y adjunte la evidencia "Una imagen de cada una de las tres pantallas"
